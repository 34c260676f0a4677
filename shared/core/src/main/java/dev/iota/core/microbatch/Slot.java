package dev.iota.core.microbatch;

import dev.iota.core.identity.Hotkey;

/** A slot of a miner that a microbatch takes up for a stage. */
public record Slot(Hotkey hotkey, long microbatch, int stage) {
    private static final int RADIX = 36;

    /** How the slot is called among those of its miner; short, since a miner may hold many. */
    public String name() {
        return "%s/%d".formatted(Long.toString(microbatch, RADIX), stage);
    }

    /**
     * The slot of this name.
     *
     * @throws NumberFormatException if it is none
     */
    public static Slot of(Hotkey hotkey, String name) {
        var slash = name.indexOf('/');
        return new Slot(
                hotkey,
                Long.parseLong(name.substring(0, Math.max(0, slash)), RADIX),
                Integer.parseInt(name.substring(slash + 1)));
    }
}
