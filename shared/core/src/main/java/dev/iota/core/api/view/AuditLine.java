package dev.iota.core.api.view;

import dev.iota.core.audit.Audit;
import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.List;

/**
 * What became of an audit.
 *
 * @param about what was audited, in words
 * @param hotkey of the miner that computed it
 * @param state SUSPECT, DISPUTED, PASSED, CONFIRMED or LAPSED
 * @param at when it came to be in this state
 * @param reason why it is in this state
 * @param deviceSeconds that the miner was busy with it
 */
public record AuditLine(
        String audit,
        String about,
        Hotkey hotkey,
        int epoch,
        int stage,
        Audit.State state,
        Instant drawnAt,
        Instant at,
        String reason,
        double deviceSeconds,
        List<Opinion> verdicts) {

    /** What a validator said. */
    public record Opinion(Hotkey validator, boolean passed, Instant at, double validatorSeconds) {}

    public AuditLine {
        verdicts = List.copyOf(verdicts);
    }

    public static AuditLine of(Audit audit) {
        var subject = audit.subject();
        return new AuditLine(
                audit.id(),
                View.bounded(audit.evidence().about()),
                subject.hotkey(),
                subject.epoch(),
                subject.stage(),
                audit.state(),
                audit.place().drawn(),
                audit.place().since(),
                View.bounded(audit.place().reason()),
                subject.seconds(),
                audit.verdicts().stream()
                        .map(said -> new Opinion(said.validator(), said.passed(), said.at(), said.seconds()))
                        .toList());
    }
}
