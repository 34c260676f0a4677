package dev.iota.miner.agent.journal;

import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.StepEntry;
import dev.iota.miner.agent.journal.JournalFile.Line;
import dev.iota.miner.agent.step.HopInput;
import dev.iota.model.engine.StageInput;
import java.util.List;
import java.util.Optional;

/** Lines of journals. */
final class JournalLines {
    static final JournalEntry.Opened OPENED = new JournalEntry.Opened("model", "device");
    static final String HASH = Sha256.hex("input");

    private JournalLines() {}

    static List<Line> ofAStep() {
        return List.of(opened(), forward(1), gradient(1), abandoned(), forward(2), gradient(2), taken(5));
    }

    static Line opened() {
        return new Line(OPENED, new byte[0]);
    }

    static Line forward(long microbatch) {
        var input = new HopInput(
                Optional.empty(), Optional.of(new StageInput.Activations(1, new byte[] {1, 2, 3, 4, 5})), HASH);
        return new Line(JournalEntry.Forward.of(microbatch, input), JournalEntry.Forward.body(input));
    }

    static Line gradient(long microbatch) {
        var event = new Event.BackwardDone(
                "run",
                2,
                microbatch,
                1,
                Direction.BACKWARD,
                "lease",
                5,
                Optional.of(HASH),
                Optional.empty(),
                new GradientProbe(List.of(1f), List.of(2f)),
                Optional.empty(),
                0.5,
                Magnitudes.NONE);
        var entry = new StepEntry(microbatch, HASH, Optional.of(HASH));
        return new Line(new JournalEntry.Gradient(entry, 3, event), new byte[] {6, 7, 8});
    }

    static Line taken(int step) {
        var entry = new StepEntry(1, HASH, Optional.of(HASH));
        return new Line(
                new JournalEntry.Taken(new Event.StepDone("run", 2, 1, 9, step, List.of(entry), 1, 1, "device")),
                new byte[0]);
    }

    static Line abandoned() {
        return new Line(new JournalEntry.Abandoned(), new byte[0]);
    }
}
