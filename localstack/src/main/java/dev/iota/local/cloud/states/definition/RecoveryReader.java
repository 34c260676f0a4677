package dev.iota.local.cloud.states.definition;

import static dev.iota.local.cloud.states.definition.Fields.require;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a state does about its errors. */
final class RecoveryReader {
    private static final long DEFAULT_INTERVAL = 1;
    private static final long DEFAULT_ATTEMPTS = 3;
    private static final double DEFAULT_BACKOFF = 2;
    private static final long MOST_ATTEMPTS = 99_999_999;
    private static final long LONGEST_DELAY = 31_622_400;

    private RecoveryReader() {}

    static Recovery read(Fields fields) {
        var retriers = new ArrayList<Retrier>();
        for (var retrier : fields.list("Retry")) {
            retriers.add(new Retrier(
                    errors(retrier),
                    or(retrier.whole("IntervalSeconds", 1, Fields.LONGEST_SECONDS), DEFAULT_INTERVAL),
                    (int) or(retrier.whole("MaxAttempts", 0, MOST_ATTEMPTS), DEFAULT_ATTEMPTS),
                    backoff(retrier),
                    retrier.whole("MaxDelaySeconds", 1, LONGEST_DELAY),
                    jitter(retrier)));
            retrier.end();
        }
        requireAllLast(fields, "Retry", retriers.stream().map(Retrier::errors).toList());
        var catchers = new ArrayList<Catcher>();
        for (var catcher : fields.list("Catch")) {
            catchers.add(new Catcher(errors(catcher), DefinitionReader.onwards(catcher)));
            catcher.end();
        }
        requireAllLast(fields, "Catch", catchers.stream().map(Catcher::errors).toList());
        return new Recovery(retriers, catchers);
    }

    private static long or(@Nullable Long value, long otherwise) {
        return value == null ? otherwise : value;
    }

    private static double backoff(Fields retrier) {
        var found = retrier.find("BackoffRate");
        require(
                found == null || (found.isNumber() && found.doubleValue() >= 1),
                "BackoffRate of %s must be a number from 1".formatted(retrier.where()));
        return found == null ? DEFAULT_BACKOFF : found.doubleValue();
    }

    private static boolean jitter(Fields retrier) {
        var found = retrier.find("JitterStrategy");
        var strategy = found == null ? "NONE" : found.asText();
        require(
                strategy.equals("NONE") || strategy.equals("FULL"),
                "JitterStrategy of %s is %s; it must be NONE or FULL".formatted(retrier.where(), found));
        return strategy.equals("FULL");
    }

    private static List<String> errors(Fields fields) {
        fields.find("Comment");
        var names = new ArrayList<String>();
        for (JsonNode name : fields.get("ErrorEquals")) {
            require(name.isTextual(), "ErrorEquals of %s must be strings".formatted(fields.where()));
            names.add(name.textValue());
        }
        require(!names.isEmpty(), "ErrorEquals of %s must be a list of names".formatted(fields.where()));
        require(
                names.size() == 1 || !names.contains(Failure.ALL),
                "%s in ErrorEquals of %s must stand alone".formatted(Failure.ALL, fields.where()));
        return names;
    }

    private static void requireAllLast(Fields fields, String field, List<List<String>> errors) {
        var before = new HashSet<String>();
        errors.stream().limit(Math.max(0, errors.size() - 1)).forEach(before::addAll);
        require(
                !before.contains(Failure.ALL),
                "%s in %s of %s must come last".formatted(Failure.ALL, field, fields.where()));
    }
}
