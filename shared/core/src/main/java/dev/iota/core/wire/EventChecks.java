package dev.iota.core.wire;

import dev.iota.core.base.MalformedException;

/** What holds of the fields of every event. */
final class EventChecks {
    private EventChecks() {}

    /** Words that are no longer than an event may have. */
    static String cut(String words) {
        var most = Event.MAX_WORDS;
        if (words.length() <= most) {
            return words;
        }
        return words.substring(0, Character.isHighSurrogate(words.charAt(most - 1)) ? most - 1 : most);
    }

    /** @throws MalformedException if they are none */
    static void requireSeconds(double seconds) {
        if (!(seconds >= 0 && Double.isFinite(seconds))) {
            throw new MalformedException("seconds is %s; it must be finite and not negative".formatted(seconds));
        }
    }
}
