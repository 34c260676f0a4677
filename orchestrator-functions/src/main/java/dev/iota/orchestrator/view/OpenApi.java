package dev.iota.orchestrator.view;

import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.view.View;
import dev.iota.core.identity.Hotkey;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The description of the read API as OpenAPI 3.1, made of the routes that are answered and the records that they are
 * answered with. What is optional is always there, and null where there is none.
 */
final class OpenApi {
    /** Where it is. */
    static final String PATH = "/v1/openapi.json";

    private static final String TYPE = "type";
    private static final String STRING = "string";
    private static final String DESCRIPTION = "description";

    private final Map<String, Object> schemas = new TreeMap<>();

    private OpenApi() {}

    static Map<String, Object> of(List<Route> routes) {
        var made = new OpenApi();
        var paths = new LinkedHashMap<String, Object>();
        routes.forEach(route -> paths.put(route.template(), Map.of("get", made.operation(route))));
        var document = new LinkedHashMap<String, Object>();
        document.put("openapi", "3.1.0");
        document.put(
                "info", Map.of("title", "What anybody may see of a run", "version", Integer.toString(View.FORMAT)));
        document.put("paths", paths);
        document.put("components", Map.of("schemas", made.schemas));
        return document;
    }

    private Map<String, Object> operation(Route route) {
        var operation = new LinkedHashMap<String, Object>();
        operation.put("summary", route.summary());
        operation.put(
                "parameters",
                route.parameters().stream()
                        .map(parameter -> parameter(route, parameter))
                        .toList());
        var responses = new LinkedHashMap<String, Object>();
        responses.put("200", response("The answer.", route.answer()));
        responses.put("304", Map.of(DESCRIPTION, "Nothing changed but the time of the reading."));
        responses.put("400", response("Something in the request is wrong.", ErrorResponse.class));
        responses.put("404", response("There is no such thing.", ErrorResponse.class));
        responses.put("429", response("The address asks too often.", ErrorResponse.class));
        operation.put("responses", responses);
        return operation;
    }

    private static Map<String, Object> parameter(Route route, Route.Parameter parameter) {
        var described = new LinkedHashMap<String, Object>();
        described.put("name", parameter.name());
        described.put("in", route.isInPath(parameter) ? "path" : "query");
        described.put("required", route.isInPath(parameter));
        described.put(DESCRIPTION, parameter.meaning());
        described.put(
                "schema",
                switch (parameter.type()) {
                    case NUMBER -> Map.of(TYPE, "integer", "minimum", 0);
                    case TIME -> Map.of(TYPE, STRING, "format", "date-time");
                    case HOTKEY, TEXT -> Map.of(TYPE, STRING);
                });
        return described;
    }

    private Map<String, Object> response(String what, Class<?> body) {
        return Map.of(DESCRIPTION, what, "content", Map.of("application/json", Map.of("schema", schema(body))));
    }

    private Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            var inner = schema(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == Optional.class
                    ? Map.of("anyOf", List.of(inner, Map.of(TYPE, "null")))
                    : Map.of(TYPE, "array", "items", inner);
        }
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalArgumentException("%s has no place in a description".formatted(type));
        }
        if (plain == int.class || plain == long.class || plain == Integer.class || plain == Long.class) {
            return Map.of(TYPE, "integer");
        }
        if (plain == double.class || plain == Double.class) {
            return Map.of(TYPE, "number");
        }
        if (plain == boolean.class) {
            return Map.of(TYPE, "boolean");
        }
        if (plain == Instant.class) {
            return Map.of(TYPE, STRING, "format", "date-time");
        }
        if (plain == String.class || plain == Hotkey.class) {
            return Map.of(TYPE, STRING);
        }
        if (plain.isEnum()) {
            return Map.of(
                    TYPE,
                    STRING,
                    "enum",
                    Arrays.stream(plain.getEnumConstants())
                            .map(Object::toString)
                            .toList());
        }
        return reference(plain);
    }

    private Map<String, Object> reference(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("%s has no place in a description".formatted(type));
        }
        var name = name(type);
        if (!schemas.containsKey(name)) {
            // Its place first: a record may have others of its kind in it.
            schemas.put(name, Map.of());
            var properties = new LinkedHashMap<String, Object>();
            var names = new ArrayList<String>();
            for (RecordComponent component : type.getRecordComponents()) {
                properties.put(component.getName(), schema(component.getGenericType()));
                names.add(component.getName());
            }
            var described = new LinkedHashMap<String, Object>();
            described.put(TYPE, "object");
            described.put("properties", properties);
            described.put("required", names);
            described.put("additionalProperties", false);
            schemas.put(name, described);
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private static String name(Class<?> type) {
        var outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : name(outer) + "." + type.getSimpleName();
    }
}
