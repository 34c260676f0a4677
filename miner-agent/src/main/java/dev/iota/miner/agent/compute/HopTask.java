package dev.iota.miner.agent.compute;

import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Work;
import java.time.Instant;
import java.util.Optional;

/** One hop, in either direction. */
record HopTask(int epoch, long microbatch, Direction direction, String lease, Optional<Sink> sink, Instant until) {

    static HopTask of(Task.OfHop task) {
        return switch (task) {
            case Task.Forward forward -> of(forward.work());
            case Task.Backward backward -> of(backward.work());
        };
    }

    private static HopTask of(Work.Forward work) {
        return new HopTask(
                work.epoch(), work.microbatch(), Direction.FORWARD, work.lease(), work.output(), work.until());
    }

    private static HopTask of(Work.Backward work) {
        return new HopTask(
                work.epoch(), work.microbatch(), Direction.BACKWARD, work.lease(), work.output(), work.until());
    }

    /** What is stored of it. */
    Optional<Publisher.Output> output(byte[] container) {
        return sink.map(s -> new Publisher.Output(s, container, until));
    }
}
