package dev.iota.local.cloud.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A session policy of the kind that this project writes: statements that allow named actions on named resources. What
 * else there is in IAM (wildcards, conditions, denials, principals) is refused when the policy is made, so that none is
 * ever read as less than it says.
 */
public record Policy(List<Statement> statements) {
    private static final String VERSION = "2012-10-17";
    private static final Pattern ACTION = Pattern.compile("[a-z0-9-]{1,40}:[A-Za-z]{1,80}");
    private static final Pattern RESOURCE = Pattern.compile("arn:aws:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:[^*?$]{1,1200}");

    /** The actions that are allowed on the resources. */
    record Statement(Set<String> actions, Set<String> resources) {
        Statement {
            actions = Set.copyOf(actions);
            resources = Set.copyOf(resources);
        }
    }

    public Policy {
        statements = List.copyOf(statements);
    }

    /** @throws DeniedException if the text is no policy, or one that is not understood here */
    public static Policy parse(String text) throws DeniedException {
        JsonNode root;
        try {
            root = Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw malformed("it is no JSON");
        }
        requireFields(root, Set.of("Version", "Statement"));
        if (!root.path("Version").asText().equals(VERSION)) {
            throw malformed("its Version is not " + VERSION);
        }
        if (!root.path("Statement").isArray() || root.path("Statement").isEmpty()) {
            throw malformed("its Statement is not a list of statements");
        }
        var statements = new ArrayList<Statement>();
        for (var statement : root.path("Statement")) {
            requireFields(statement, Set.of("Effect", "Action", "Resource"));
            if (!statement.path("Effect").asText().equals("Allow")) {
                throw malformed("an Effect is not Allow");
            }
            statements.add(new Statement(
                    texts(statement.path("Action"), ACTION), texts(statement.path("Resource"), RESOURCE)));
        }
        return new Policy(statements);
    }

    private static void requireFields(JsonNode node, Set<String> wanted) throws DeniedException {
        var found = new HashSet<String>();
        node.fieldNames().forEachRemaining(found::add);
        if (!found.equals(wanted)) {
            throw malformed("it has the fields %s where %s are understood".formatted(found, wanted));
        }
    }

    private static Set<String> texts(JsonNode node, Pattern shape) throws DeniedException {
        var texts = new HashSet<String>();
        for (var each : node.isArray() ? node : List.of(node)) {
            if (!each.isTextual() || !shape.matcher(each.asText()).matches()) {
                throw malformed("'%s' is not understood".formatted(each));
            }
            texts.add(each.asText());
        }
        return texts;
    }

    private static DeniedException malformed(String why) {
        return new DeniedException("MalformedPolicyDocument", "the policy is refused: " + why);
    }

    /** Whether one statement allows the action on the resource. */
    public boolean allows(String action, String resource) {
        return statements.stream()
                .anyMatch(statement -> statement.actions().contains(action)
                        && statement.resources().contains(resource));
    }
}
