package dev.iota.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.iota.cloud.shape.Names;
import dev.iota.cloud.shape.Resources;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.cdklabs.cdknag.NagReportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aspects;

/**
 * The stack of a run named {@code test} as the template that would be deployed, and what the security checks say of it.
 *
 * @param template the template
 * @param checks lines of the checks' report, one a rule and resource
 */
record SynthesizedStack(JsonNode template, JsonNode checks) {
    static final String LISTENER = "arn:aws:sns:eu-central-1:123456789012:operators";
    /** What a month of it may cost. */
    static final int DOLLARS = 50;

    static final Names NAMES = new Names("test");
    static final Resources RESOURCES = Resources.of(NAMES);

    /**
     * Synthesizes the stack in {@code folder}, of a jar that is none: the template does not depend on what is in it.
     */
    static SynthesizedStack in(Path folder) throws IOException {
        return in(folder, null, null);
    }

    /** The same with objects in a store of their own. */
    static SynthesizedStack in(Path folder, @Nullable SecondStore objects) throws IOException {
        return in(folder, objects, null);
    }

    /** The same with tables whose capacity is provisioned. */
    static SynthesizedStack in(Path folder, TableCapacity tables) throws IOException {
        return in(folder, null, tables);
    }

    private static SynthesizedStack in(Path folder, @Nullable SecondStore objects, @Nullable TableCapacity tables)
            throws IOException {
        var jar = Files.writeString(folder.resolve("functions.jar"), "a jar");
        var assembly = folder.resolve("cdk.out");
        var app = IotaApp.builder().outdir(assembly.toString()).build();
        var stack = new IotaStack(
                app, new Settings(NAMES, null, jar, LISTENER, new Settings.Budget(DOLLARS, null), objects, tables));
        Aspects.of(app)
                .add(AwsSolutionsChecks.Builder.create()
                        .reportFormats(List.of(NagReportFormat.JSON))
                        .build());
        app.synth();
        var reader = new ObjectMapper();
        return new SynthesizedStack(
                reader.readTree(assembly.resolve(stack.getTemplateFile()).toFile()),
                reader.readTree(assembly.resolve("AwsSolutions-" + stack.getStackName() + "-NagReport.json")
                                .toFile())
                        .path("lines"));
    }

    /** All resources of a type. */
    List<JsonNode> resources(String type) {
        return template.path("Resources")
                .valueStream()
                .filter(resource -> type.equals(resource.path("Type").asText()))
                .toList();
    }

    /** Properties of all resources of a type. */
    List<JsonNode> properties(String type) {
        return resources(type).stream()
                .map(resource -> resource.path("Properties"))
                .toList();
    }

    /** Properties of the resource of a type whose property has a value. */
    JsonNode properties(String type, String property, String value) {
        return properties(type).stream()
                .filter(candidate -> value.equals(text(candidate.path(property))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no %s has %s '%s'".formatted(type, property, value)));
    }

    /** Properties of the function with this logical name. */
    JsonNode function(String logical) {
        return properties("AWS::Lambda::Function", "FunctionName", NAMES.function(logical));
    }

    /** What the function with this logical name may do, as {@code action on resource}. */
    List<String> rights(String logical) {
        return rightsOfRole(
                function(logical).path("Role").path("Fn::GetAtt").path(0).asText());
    }

    /** What the role of this logical id may do, as {@code action on resource}. */
    List<String> rightsOfRole(String role) {
        return properties("AWS::IAM::Policy").stream()
                .filter(policy -> elements(policy.path("Roles"))
                        .anyMatch(user -> role.equals(user.path("Ref").asText())))
                .flatMap(policy -> elements(policy.path("PolicyDocument").path("Statement")))
                .flatMap(statement -> elements(statement.path("Action"))
                        .flatMap(action -> elements(statement.path("Resource"))
                                .map(resource -> action.asText() + " on " + text(resource))))
                .toList();
    }

    /** Logical id of the role that miners' credentials are made of. */
    String minerRole() {
        var name = NAMES.minerRole();
        return template().path("Resources").properties().stream()
                .filter(resource ->
                        resource.getValue().at("/Properties/RoleName").asText().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** What the stack prints under this name when it is deployed. */
    String output(String name) {
        return text(template.path("Outputs").path(name).path("Value"));
    }

    /** The elements of an array; a single value is an array of one, as in policies. */
    static Stream<JsonNode> elements(JsonNode node) {
        return node.isArray() ? StreamSupport.stream(node.spliterator(), false) : Stream.of(node);
    }

    /** A value of the template as text: references become the name of what they refer to. */
    String text(JsonNode value) {
        if (value.has("Ref")) {
            return nameOf(value.path("Ref").asText());
        }
        if (value.has("Fn::GetAtt")) {
            return nameOf(value.at("/Fn::GetAtt/0").asText());
        }
        if (value.has("Fn::Join")) {
            return String.join(
                    "", elements(value.at("/Fn::Join/1")).map(this::text).toList());
        }
        return value.asText();
    }

    private String nameOf(String logicalId) {
        var properties = template.path("Resources").path(logicalId).path("Properties");
        return Stream.of("TableName", "QueueName", "BucketName", "FunctionName", "LogGroupName")
                .map(properties::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElse(logicalId);
    }
}
