package dev.iota.local.cloud.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.iota.local.cloud.access.DeniedException;
import dev.iota.local.cloud.access.Gate;
import dev.iota.local.cloud.access.Principal;
import dev.iota.local.cloud.access.Refusals;
import dev.iota.local.cloud.access.Sessions;
import dev.iota.local.cloud.net.Loopback;
import dev.iota.local.cloud.net.TooLargeException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** STS as far as we use it: AssumeRole with a session policy, in the query protocol. */
public final class StsServer {
    private static final String SERVICE = "sts";
    private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
    private static final String XML = "text/xml";
    private static final Pattern ROLE = Pattern.compile("arn:aws:iam::(\\d{12}):role/([\\w+=,.@/-]{1,512})");
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");

    /** The API's own bounds and default. */
    private static final long SHORTEST_SECONDS = 900;

    private static final long LONGEST_SECONDS = 43_200;
    private static final String DEFAULT_SECONDS = "3600";
    private static final int LONGEST_POLICY = 2048;
    private static final int LONGEST_REQUEST = 1 << 16;

    private static final String TOO_LARGE = "RequestEntityTooLarge";
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    private final HttpServer server;
    private final Gate gate;
    private final Sessions sessions;
    private final Refusals refusals;
    private final String account;

    private StsServer(HttpServer server, Gate gate, Sessions sessions, Refusals refusals, String account) {
        this.server = server;
        this.account = account;
        this.gate = gate;
        this.sessions = sessions;
        this.refusals = refusals;
    }

    public static StsServer start(int port, Gate gate, Sessions sessions, Refusals refusals, String account)
            throws IOException {
        var server = Loopback.server(port);
        var sts = new StsServer(server, gate, sessions, refusals, account);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", sts::handle);
        server.start();
        return sts;
    }

    public void stop() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                var body = Loopback.body(exchange, LONGEST_REQUEST);
                var principal = gate.caller(SERVICE, exchange, body);
                Loopback.answer(exchange, OK, XML, answer(principal, parse(new String(body, StandardCharsets.UTF_8))));
            } catch (TooLargeException e) {
                refusals.count(SERVICE, TOO_LARGE);
                Loopback.answer(
                        exchange, TooLargeException.STATUS, XML, error(TOO_LARGE, String.valueOf(e.getMessage())));
            } catch (DeniedException e) {
                refusals.count(SERVICE, e);
                Loopback.answer(exchange, FORBIDDEN, XML, error(e.code(), String.valueOf(e.getMessage())));
            } catch (Refused refused) {
                Loopback.answer(exchange, BAD_REQUEST, XML, error(refused.code, refused.text));
            }
        }
    }

    private String answer(Principal principal, Map<String, String> form) throws Refused, DeniedException {
        var action = form.getOrDefault("Action", "");
        return switch (action) {
            case "AssumeRole" -> assumeRole(principal, form);
            case "GetCallerIdentity" -> callerIdentity(principal);
            default ->
                throw new Refused(
                        "InvalidAction",
                        "the action '%s' is not known here; AssumeRole and GetCallerIdentity are".formatted(action));
        };
    }

    /** Nobody needs a right to ask who he is. */
    private String callerIdentity(Principal principal) {
        var user = principal.isOwner()
                ? account
                : principal.name().substring(principal.name().lastIndexOf(':') + 1);
        var arn = principal.isOwner() ? "arn:aws:iam::%s:root".formatted(account) : principal.name();
        return """
                <GetCallerIdentityResponse xmlns="%s"><GetCallerIdentityResult>
                <Arn>%s</Arn><UserId>%s</UserId><Account>%s</Account>
                </GetCallerIdentityResult><ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>\
                </GetCallerIdentityResponse>
                """.formatted(NAMESPACE, Loopback.xml(arn), Loopback.xml(user), account, UUID.randomUUID());
    }

    private String assumeRole(Principal principal, Map<String, String> form) throws Refused, DeniedException {
        var role = form.getOrDefault("RoleArn", "");
        var match = ROLE.matcher(role);
        if (!match.matches()) {
            throw new Refused("ValidationError", "RoleArn is '%s'; it must be a role's ARN".formatted(role));
        }
        principal.require("sts:AssumeRole", role);
        var name = form.getOrDefault("RoleSessionName", "");
        if (!SESSION_NAME.matcher(name).matches()) {
            throw new Refused("ValidationError", "RoleSessionName is '%s'; use 2 to 64 of [\\w+=,.@-]".formatted(name));
        }
        // A role has no rights of its own here, so that its sessions have those of their policies and no more.
        var policy = form.getOrDefault("Policy", "");
        if (policy.length() > LONGEST_POLICY) {
            throw new Refused(
                    "PackedPolicyTooLarge",
                    "Policy has %d characters; at most %d are allowed".formatted(policy.length(), LONGEST_POLICY));
        }
        var arn = "arn:aws:sts::%s:assumed-role/%s/%s".formatted(match.group(1), match.group(2), name);
        var issued = sessions.issue(arn, policy, lifetime(form.getOrDefault("DurationSeconds", DEFAULT_SECONDS)));
        return """
                <AssumeRoleResponse xmlns="%s"><AssumeRoleResult>
                <Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>\
                <SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>
                <AssumedRoleUser><Arn>%s</Arn><AssumedRoleId>%s:%s</AssumedRoleId></AssumedRoleUser>
                </AssumeRoleResult><ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata></AssumeRoleResponse>
                """.formatted(
                        NAMESPACE,
                        issued.accessKeyId(),
                        issued.secretAccessKey(),
                        issued.sessionToken(),
                        issued.expiration(),
                        arn,
                        issued.accessKeyId(),
                        name,
                        UUID.randomUUID());
    }

    private static Duration lifetime(String text) throws Refused {
        if (text.matches("\\d{1,9}")) {
            var seconds = Long.parseLong(text);
            if (seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        }
        throw new Refused(
                "ValidationError",
                "DurationSeconds is %s; it must be between %d and %d"
                        .formatted(text, SHORTEST_SECONDS, LONGEST_SECONDS));
    }

    private static Map<String, String> parse(String form) throws Refused {
        var fields = new HashMap<String, String>();
        try {
            for (var pair : form.split("&", -1)) {
                var equals = pair.indexOf('=');
                if (equals > 0) {
                    fields.put(
                            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new Refused("MalformedQueryString", "the body is not a URL-encoded form");
        }
        return fields;
    }

    private static String error(String code, String text) {
        return """
                <ErrorResponse xmlns="%s"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>\
                <RequestId>%s</RequestId></ErrorResponse>
                """.formatted(NAMESPACE, code, Loopback.xml(text), UUID.randomUUID());
    }

    /** An answer with status 400. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final String code;
        private final String text;

        Refused(String code, String text) {
            super(text);
            this.code = code;
            this.text = text;
        }
    }
}
