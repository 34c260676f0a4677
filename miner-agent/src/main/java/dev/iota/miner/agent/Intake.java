package dev.iota.miner.agent;

import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.MalformedException;
import dev.iota.core.wire.Work;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Decides what happens to a piece of work that was found in the inbox: taken over, or dropped with a line in the log. */
final class Intake {
    private final RunSpec spec;
    private final int stage;
    private final Holdings holdings;
    private final Fetcher fetcher;
    private final WorkDesk desk;
    private final Consumer<String> stop;
    private final InstantSource clock;
    private final Meters meters;
    private final Logger log;

    /** @param stop called with the reason when the run ends */
    Intake(
            RunSpec spec,
            int stage,
            Holdings holdings,
            Fetcher fetcher,
            WorkDesk desk,
            Consumer<String> stop,
            InstantSource clock,
            Meters meters,
            Logger log) {
        this.spec = spec;
        this.stage = stage;
        this.holdings = holdings;
        this.fetcher = fetcher;
        this.desk = desk;
        this.stop = stop;
        this.clock = clock;
        this.meters = meters;
        this.log = log;
    }

    /** @throws MalformedException if the work cannot be meant: a stage's input or output is missing */
    void take(Work work) {
        if (!work.run().equals(spec.run())) {
            drop(work, "it is of run '%s'".formatted(work.run()));
            return;
        }
        switch (work) {
            case Work.Forward forward -> {
                if (isMine(forward, forward.stage(), forward.until())) {
                    check(forward);
                    if (holdings.take(forward.microbatch(), Direction.FORWARD, forward.lease())) {
                        fetcher.fetch(forward);
                    }
                }
            }
            case Work.Backward backward -> {
                if (isMine(backward, backward.stage(), backward.until())) {
                    check(backward);
                    if (holdings.take(backward.microbatch(), Direction.BACKWARD, backward.lease())) {
                        fetcher.fetch(backward);
                    }
                }
            }
            case Work.Upload upload -> {
                if (isMine(upload, upload.stage(), upload.until())) {
                    desk.put(new Task.Upload(upload));
                }
            }
            case Work.Stop end -> stop.accept(end.reason());
            default -> drop(work, "this miner does not know it");
        }
    }

    private boolean isMine(Work work, int at, Instant until) {
        if (at != stage) {
            drop(work, "it is for stage %d, this is stage %d".formatted(at, stage));
            return false;
        }
        if (clock.instant().isAfter(until)) {
            drop(work, "its lease ran out at %s".formatted(until));
            return false;
        }
        return true;
    }

    private void drop(Work work, String reason) {
        meters.dropped();
        log.info("dropped {}: {}", describe(work), reason);
    }

    private void check(Work.Forward forward) {
        var model = spec.model();
        require(forward.tokens().isPresent() || !(model.isHead(stage) || model.isTail(stage)), forward, "tokens");
        require(forward.input().isPresent() != model.isHead(stage), forward, "an input, at all stages but the head,");
        var output = !(model.isTail(stage) && model.isHead(stage));
        require(forward.output().isPresent() == output, forward, "an output, unless there is one stage only,");
    }

    private void check(Work.Backward backward) {
        var model = spec.model();
        require(!model.isTail(stage), backward, "to be for a stage before the tail");
        require(
                backward.output().isPresent() != model.isHead(stage),
                backward,
                "an output, at all stages but the head,");
    }

    private static void require(boolean condition, Work work, String what) {
        if (!condition) {
            throw new MalformedException("%s needs %s and is otherwise".formatted(describe(work), what));
        }
    }

    /** What a person needs to find it again; no URL, since a URL is a right. */
    private static String describe(Work work) {
        return switch (work) {
            case Work.Forward f -> "forward of microbatch %d, lease %s".formatted(f.microbatch(), f.lease());
            case Work.Backward b -> "backward of microbatch %d, lease %s".formatted(b.microbatch(), b.lease());
            case Work.Upload u -> "upload, lease %s".formatted(u.lease());
            case Work.Stop s -> "stop of run '%s'".formatted(s.run());
            default -> work.getClass().getSimpleName();
        };
    }
}
