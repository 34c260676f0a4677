package dev.iota.core.admission;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.identity.Hotkey;
import java.util.List;
import java.util.Optional;

/**
 * Whom a run lets in; its operator may change it at any time, and it is asked when a miner registers. What a miner says
 * of its version cannot be proven: a minimum keeps out those who forgot to update, and nobody else.
 *
 * @param allowed if it is there, these and nobody else
 * @param denied never these
 * @param minimumVersion of the miner's program, such as {@code 0.2}
 */
public record AdmissionPolicy(Optional<List<Hotkey>> allowed, List<Hotkey> denied, Optional<String> minimumVersion) {
    /** Everybody. */
    public static final AdmissionPolicy OPEN = new AdmissionPolicy(Optional.empty(), List.of(), Optional.empty());

    /** Both lists are in one item of at most 400 kB. */
    public static final int MOST = 4000;

    public AdmissionPolicy {
        allowed = allowed.map(List::copyOf);
        denied = List.copyOf(denied);
        var listed = denied.size() + allowed.map(List::size).orElse(0);
        if (listed > MOST) {
            throw new InvalidSpecException(
                    "%d hotkeys are listed; at most %d: a run that knows whom it wants needs the allow list alone"
                            .formatted(listed, MOST));
        }
        if (minimumVersion.filter(text -> Version.of(text).isEmpty()).isPresent()) {
            throw new InvalidSpecException("the minimum version is '%s'; wanted numbers with dots, such as 0.2.1"
                    .formatted(minimumVersion.get()));
        }
    }

    /** Why this miner is not let in; empty if it is. */
    public Optional<String> objection(Hotkey hotkey, String version) {
        if (denied.contains(hotkey)) {
            return Optional.of("the operator of this run denies %s".formatted(hotkey));
        }
        if (allowed.filter(list -> !list.contains(hotkey)).isPresent()) {
            return Optional.of("this run lets in those on its list, and %s is not".formatted(hotkey));
        }
        return minimumVersion
                .filter(minimum -> Version.of(version)
                        .filter(v -> v.compareTo(Version.of(minimum).orElseThrow()) >= 0)
                        .isEmpty())
                .map(minimum ->
                        "version '%s' of the miner is too old; this run wants %s or newer".formatted(version, minimum));
    }
}
