package dev.iota.orchestrator.view;

import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import dev.iota.orchestrator.http.ApiRefusedException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a request asks for: the parameters of its path and of its query, which are checked as they are read.
 *
 * @param values of the parameters, by name
 */
record ViewQuery(SortedMap<String, String> values) {
    /** A page has so many entries where nobody asks for another number. */
    static final int PAGE = 50;

    /** A page has at most so many. */
    static final int LONGEST_PAGE = 100;

    private static final int LONGEST_VALUE = 200;

    ViewQuery {
        values.forEach((name, value) -> {
            if (value.length() > LONGEST_VALUE) {
                throw ApiRefusedException.malformed(
                        "'%s' has %d characters; at most %d".formatted(name, value.length(), LONGEST_VALUE));
            }
        });
    }

    static ViewQuery of(Map<String, String> fromPath, Map<String, String> fromQuery) {
        var all = new TreeMap<>(fromQuery);
        all.putAll(fromPath);
        return new ViewQuery(all);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Optional<Integer> number(String name) {
        return text(name).map(text -> {
            if (!text.matches("\\d{1,9}")) {
                throw ApiRefusedException.malformed(
                        "'%s' is '%s'; wanted a whole number of at most 9 digits".formatted(name, text));
            }
            return Integer.parseInt(text);
        });
    }

    int required(String name) {
        return number(name).orElseThrow(() -> ApiRefusedException.malformed("'%s' is missing".formatted(name)));
    }

    Optional<Hotkey> hotkey(String name) {
        return text(name).map(text -> {
            try {
                return new Hotkey(text);
            } catch (MalformedException e) {
                throw ApiRefusedException.malformed("'%s': %s".formatted(name, e.getMessage()));
            }
        });
    }

    Optional<Instant> time(String name) {
        return text(name).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw ApiRefusedException.malformed(
                        "'%s' is '%s'; wanted a time such as 2026-01-31T12:00:00Z".formatted(name, text));
            }
        });
    }

    /** Entries of the page that is asked for. */
    int limit() {
        return limit(PAGE, LONGEST_PAGE);
    }

    int limit(int usual, int most) {
        var limit = number("limit").orElse(usual);
        if (limit < 1 || limit > most) {
            throw ApiRefusedException.malformed("'limit' is %d; wanted 1 to %d".formatted(limit, most));
        }
        return limit;
    }
}
