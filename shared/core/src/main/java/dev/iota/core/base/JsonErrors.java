package dev.iota.core.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says in plain words why a document cannot be read: which field, or which place of the text. What the reader's library
 * says is meant for those who program with it.
 */
final class JsonErrors {
    /** Characters of a wrong value that are shown. */
    private static final int SHOWN = 40;

    private JsonErrors() {}

    /**
     * What is wrong with a document.
     *
     * @param format JSON or YAML
     */
    static String describe(JsonProcessingException e, String format) {
        return e instanceof JsonMappingException mapping ? misfit(mapping) : noDocument(e, format);
    }

    private static String noDocument(JsonProcessingException e, String format) {
        var message = String.valueOf(e.getOriginalMessage());
        if (e instanceof StreamConstraintsException) {
            return "it is deeper nested, or has a longer name, number or text in it, than is read" + place(e);
        }
        if (message.startsWith("Duplicate field")) {
            return message + place(e);
        }
        if (e instanceof JsonEOFException) {
            return "it is cut off: end-of-input before its %s is complete%s".formatted(format, place(e));
        }
        return "it is no %s%s".formatted(format, place(e));
    }

    private static String place(JsonProcessingException e) {
        var location = e.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : ", at line %d:%d".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static String misfit(JsonMappingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown field '%s'; known are %s".formatted(path(e), known(unknown.getKnownPropertyIds()));
        }
        if (e instanceof InvalidTypeIdException type) {
            return type.getTypeId() == null
                    ? "field '%s' is missing".formatted(path(e, "type"))
                    : "field '%s' is '%s', which is unknown".formatted(path(e, "type"), shown(type.getTypeId()));
        }
        var field = e.getPath().isEmpty() ? "it" : "field '%s'".formatted(path(e));
        if (e instanceof InvalidFormatException value) {
            return "%s is '%s'; wanted %s".formatted(field, shown(value.getValue()), kind(value.getTargetType()));
        }
        var message = String.valueOf(e.getOriginalMessage());
        if (message.startsWith("Missing creator property")) {
            return field + " is missing";
        }
        if (message.startsWith("Null value for creator property") || message.startsWith("Cannot map `null`")) {
            return field + " is null";
        }
        if (message.startsWith("Trailing token")) {
            return "there is more text after its end" + place(e);
        }
        if (message.startsWith("No content to map")) {
            return "it is empty";
        }
        if (e.getCause() instanceof InputCoercionException) {
            return field + " is a number out of range";
        }
        if (e instanceof MismatchedInputException mismatch) {
            return "%s is not %s%s".formatted(field, kind(mismatch.getTargetType()), place(e));
        }
        return "%s cannot be read%s".formatted(field, place(e));
    }

    private static String known(@Nullable Collection<Object> ids) {
        return ids == null || ids.isEmpty()
                ? "none"
                : ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String path(JsonMappingException e, String... more) {
        var text = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getFieldName() == null) {
                text.append('[').append(step.getIndex()).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(shown(step.getFieldName()));
            }
        }
        for (var name : more) {
            text.append(text.isEmpty() ? "" : ".").append(name);
        }
        return text.toString();
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "what belongs there";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (List.of(int.class, long.class, short.class, byte.class, Integer.class, Long.class)
                .contains(type)) {
            return "a whole number that is not too large";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (TemporalAmount.class.isAssignableFrom(type)) {
            return "a duration such as PT10S";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "a time such as 2026-03-01T12:00:00Z";
        }
        if (type == String.class) {
            return "a text";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        return type == Optional.class || type == Map.class || type.isRecord() || type.isInterface()
                ? "an object with fields"
                : "what belongs there";
    }

    private static String shown(@Nullable Object value) {
        var text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
