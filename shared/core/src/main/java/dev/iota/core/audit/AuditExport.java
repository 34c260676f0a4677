package dev.iota.core.audit;

import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Work;
import java.util.List;
import java.util.Optional;

/**
 * An audit for whoever wants to repeat it: {@code audit.json} in a folder with its evidence. A document.
 *
 * @param spec the run
 * @param audit as it was leased, but that every URL is the name of a file in the folder, and that {@code checkpoint}
 *     is the text of the {@link dev.iota.core.epoch.StageCheckpoint} itself; its weights are in {@code state.f32},
 *     block after block
 * @param claim of a hop, the event of its backward as its miner signed it: what it is audited for
 * @param verdicts signed events of those who judged it
 */
public record AuditExport(RunSpec spec, Work.Audit audit, Optional<SignedEvent> claim, List<SignedEvent> verdicts) {
    /** The file that this is the text of. */
    public static final String FILE = "audit.json";
    /** The weights, beside it. */
    public static final String STATE = "state.f32";

    public AuditExport {
        verdicts = List.copyOf(verdicts);
    }
}
