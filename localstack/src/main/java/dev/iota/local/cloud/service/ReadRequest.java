package dev.iota.local.cloud.service;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose parameters are those of its URL, as S3 has them. The servlet's own are also read from the body, if
 * that calls itself a form, and then there is no body any more: {@code curl --data-binary} calls everything a form.
 */
final class ReadRequest extends HttpServletRequestWrapper {
    private final Map<String, List<String>> parameters = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if the URL cannot be read */
    ReadRequest(HttpServletRequest request) {
        super(request);
        var query = request.getQueryString();
        if (query == null) {
            return;
        }
        for (var pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                var equals = pair.indexOf('=');
                var name = decode(equals < 0 ? pair : pair.substring(0, equals));
                parameters
                        .computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String getParameter(String name) {
        var values = parameters.get(name);
        return values == null ? null : values.getFirst();
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        var values = parameters.get(name);
        return values == null ? null : values.toArray(String[]::new);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        var map = new LinkedHashMap<String, String[]>();
        parameters.forEach((name, values) -> map.put(name, values.toArray(String[]::new)));
        return map;
    }
}
