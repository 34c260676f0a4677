package dev.iota.miner.agent.view;

import dev.iota.core.wire.Direction;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How a miner answered a hop.
 *
 * @param step of the miner that the hop belongs to, where it belongs to one
 * @param seconds that its device took, 0 where it took none
 * @param lossNats for a token, at the tail
 * @param reason why it was not done; empty if it was
 */
public record HopReceipt(
        Instant at,
        Outcome outcome,
        Direction direction,
        int epoch,
        long microbatch,
        Optional<Integer> step,
        double seconds,
        Optional<Float> lossNats,
        String reason) {

    /** What a miner can answer. */
    public enum Outcome {
        DONE,
        /** A backward whose forward was another miner's. */
        RESCUED,
        /** It had been done before, and was answered again. */
        REPEATED,
        REFUSED,
        BAD_INPUT,
        /** It came too late. */
        DROPPED
    }

    /** A hop that was done. */
    public static HopReceipt done(
            Instant at, Outcome outcome, Direction direction, int epoch, long microbatch, Work work) {
        return new HopReceipt(
                at, outcome, direction, epoch, microbatch, Optional.of(work.step()), work.seconds(), work.loss(), "");
    }

    /** A hop that was not done. */
    public static HopReceipt not(
            Instant at, Outcome outcome, Direction direction, int epoch, long microbatch, String reason) {
        return new HopReceipt(at, outcome, direction, epoch, microbatch, Optional.empty(), 0, Optional.empty(), reason);
    }

    /** What the device did for a hop. */
    public record Work(int step, double seconds, Optional<Float> loss) {}

    /** In one line. */
    public String text() {
        var text = new StringBuilder("%s of microbatch %d of epoch %d"
                .formatted(direction.toString().toLowerCase(Locale.ROOT), microbatch, epoch));
        step.ifPresent(number -> text.append(", step ").append(number));
        if (outcome != Outcome.DONE) {
            text.append(", ").append(outcome.toString().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        if (seconds > 0) {
            text.append(", %.2f s".formatted(seconds));
        }
        lossNats.ifPresent(loss -> text.append(", loss %.3f".formatted(loss)));
        return reason.isEmpty() ? text.toString() : text + ": " + reason;
    }
}
