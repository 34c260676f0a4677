package dev.iota.orchestrator.view;

import dev.iota.core.api.view.View;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.http.ApiRefusedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that can be asked for.
 *
 * @param template of its path; {@code {name}} stands for a parameter
 * @param summary what it answers, in one sentence
 * @param answer what it answers with
 * @param parameters of the path and of the query
 * @param handler that answers
 */
record Route(
        String template, String summary, Class<? extends View> answer, List<Parameter> parameters, Handler handler) {
    /** Answers a request. */
    @FunctionalInterface
    interface Handler {
        View answer(Run run, ViewQuery query);
    }

    /** What a parameter is. */
    enum Type {
        NUMBER,
        HOTKEY,
        TIME,
        TEXT
    }

    /** @param meaning in one sentence */
    record Parameter(String name, Type type, String meaning) {}

    Route {
        parameters = List.copyOf(parameters);
    }

    /** Whether a parameter is a part of the path. */
    boolean isInPath(Parameter parameter) {
        return template.contains("{" + parameter.name() + "}");
    }

    /** What a path gives for the parameters of the template; empty if it is another one's path. */
    Optional<Map<String, String>> match(String path) {
        var wanted = template.split("/", -1);
        var found = path.split("/", -1);
        if (wanted.length != found.length) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        for (var i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                values.put(wanted[i].substring(1, wanted[i].length() - 1), found[i]);
            } else if (!wanted[i].equals(found[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /** @throws ApiRefusedException if the query has a parameter that is none of the route's, or one of them twice */
    ViewQuery query(Map<String, String> fromPath, String rawQuery) {
        var fromQuery = new LinkedHashMap<String, String>();
        for (var pair : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&", -1)) {
            var equals = pair.indexOf('=');
            var name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (parameters.stream().noneMatch(one -> one.name().equals(name) && !isInPath(one))) {
                throw ApiRefusedException.malformed(
                        "'%s' is no parameter of %s; it has %s".formatted(View.bounded(name), template, names()));
            }
            if (fromQuery.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
                throw ApiRefusedException.malformed("'%s' is there twice".formatted(name));
            }
        }
        return ViewQuery.of(fromPath, fromQuery);
    }

    private String names() {
        var names = parameters.stream()
                .filter(parameter -> !isInPath(parameter))
                .map(Parameter::name)
                .toList();
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiRefusedException.malformed("the query has an escape that is none");
        }
    }
}
