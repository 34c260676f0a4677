package dev.iota.local.cloud.service;

import dev.iota.local.cloud.access.Authorization;
import dev.iota.local.cloud.access.DeniedException;
import dev.iota.local.cloud.access.Gate;
import dev.iota.local.cloud.access.Refusals;
import dev.iota.local.cloud.count.AgentCalls;
import dev.iota.local.cloud.net.Loopback;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of s3proxy, which checks signatures: sees to what S3 does and s3proxy does not. Nothing is answered
 * without a signature, a header that changes what a request means must be signed, a URL ends by the cloud's clock, and
 * a session may do what its policy allows.
 */
final class ObjectGate implements Filter {
    private static final String SERVICE = "s3";
    private static final String CREDENTIAL = "X-Amz-Credential";
    private static final int NOT_FOUND = 404;
    private static final int FAILED = 400;

    private final Gate gate;
    private final Refusals refusals;
    private final AgentCalls agentCalls;

    ObjectGate(Gate gate, Refusals refusals, AgentCalls agentCalls) {
        this.gate = gate;
        this.refusals = refusals;
        this.agentCalls = agentCalls;
    }

    @Override
    public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        var response = (HttpServletResponse) answer;
        HttpServletRequest request;
        try {
            request = read((HttpServletRequest) any);
            admit(request);
        } catch (DeniedException e) {
            refusals.count(SERVICE, e);
            refuse(response, e);
            return;
        }
        chain.doFilter(request, response);
        if (request.getParameter(CREDENTIAL) != null) {
            agentCalls.object(
                    request.getMethod(),
                    request.getRequestURI(),
                    Math.max(0, request.getContentLengthLong()),
                    length(response));
        }
        var status = response.getStatus();
        if (status >= FAILED && status != NOT_FOUND) {
            refusals.count(SERVICE, "HTTP " + status);
        }
    }

    /** Of the body that was answered; 0 where the answer does not say. */
    private static long length(HttpServletResponse response) {
        var length = response.getHeader("Content-Length");
        return length == null ? 0 : Long.parseLong(length);
    }

    private static HttpServletRequest read(HttpServletRequest request) throws DeniedException {
        try {
            return new ReadRequest(request);
        } catch (IllegalArgumentException e) {
            throw new DeniedException("InvalidURI", "the parameters of the URL cannot be read");
        }
    }

    private void admit(HttpServletRequest request) throws DeniedException {
        var header = request.getHeader(Authorization.HEADER);
        var credential = request.getParameter(CREDENTIAL);
        if (header != null && credential != null) {
            throw new DeniedException("InvalidArgument", "the request is signed in its header and in its URL");
        }
        String key;
        List<String> signed;
        @Nullable String token;
        if (credential == null) {
            var authorization = Authorization.parse(header);
            key = authorization.accessKeyId();
            signed = authorization.signedHeaders();
            token = request.getHeader(Gate.TOKEN);
        } else {
            gate.requireAlive(request.getParameter("X-Amz-Date"), request.getParameter("X-Amz-Expires"));
            key = credential.split("/", 2)[0];
            signed = List.of(
                    String.valueOf(request.getParameter("X-Amz-SignedHeaders")).split(";", -1));
            token = request.getParameter(Gate.TOKEN);
        }
        Authorization.requireCovered(Collections.list(request.getHeaderNames()), signed);
        gate.named(key, token).require(action(request), resource(request));
    }

    /** Only what can be done to one object as a whole has a name here; all else is the owner's. */
    private static String action(HttpServletRequest request) {
        var plain = request.getHeader("x-amz-copy-source") == null
                && Collections.list(request.getParameterNames()).stream()
                        .allMatch(name -> name.startsWith("X-Amz-") || name.equals("x-id"));
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> plain ? "s3:GetObject" : "s3:*";
            case "PUT" -> plain ? "s3:PutObject" : "s3:*";
            default -> "s3:*";
        };
    }

    /** From the path as it was sent, which is what s3proxy reads. */
    private static String resource(HttpServletRequest request) throws DeniedException {
        var path = request.getRequestURI().substring(1).replace("+", "%2B");
        try {
            return "arn:aws:s3:::" + URLDecoder.decode(path, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new DeniedException("InvalidURI", "the path cannot be read");
        }
    }

    private static void refuse(HttpServletResponse response, DeniedException denied) throws IOException {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType("application/xml");
        response.setHeader("x-amz-request-id", "4442587FB7D0A2F9"); // as S3 names each of its answers
        response.getWriter()
                .write("<Error><Code>%s</Code><Message>%s</Message></Error>"
                        .formatted(denied.code(), Loopback.xml(String.valueOf(denied.getMessage()))));
    }
}
