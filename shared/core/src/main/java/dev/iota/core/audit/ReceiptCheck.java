package dev.iota.core.audit;

import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.ForgedException;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.StepEntry;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether a receipt is what the miners of its pathway signed. A step names what each of its microbatches was computed
 * from, so the miner of every stage has signed what its neighbours stored: that is the chain which is checked here.
 */
public final class ReceiptCheck {
    private final ReceiptExport export;
    private final Microbatch receipt;
    private final List<Signed> steps;

    private record Signed(SignedEvent by, Event.StepDone step) {}

    /**
     * What is known of a hop.
     *
     * @param step that contains it, as its miner signed it; none is on record where it was never reported
     */
    public record Found(int stage, Hop hop, Optional<Event.StepDone> step) {}

    /**
     * @throws MalformedException if it is no receipt of a completed microbatch, its tokens are those of another
     *     position, or a signature is not right
     */
    public ReceiptCheck(ReceiptExport export) {
        this.export = export;
        this.receipt = export.receipt();
        var stages = export.spec().model().stages();
        require(
                receipt.state() == Microbatch.State.COMPLETE && receipt.hops().size() == stages,
                "microbatch %d is %s after %d of %d stages; a receipt is of one that is complete",
                receipt.id(),
                receipt.state(),
                receipt.hops().size(),
                stages);
        require(
                export.tokens().position() == receipt.position(),
                "the tokens are those of position %d; microbatch %d is position %d of the data plan",
                export.tokens().position(),
                receipt.id(),
                receipt.position());
        this.steps = export.steps().stream().map(this::verified).toList();
    }

    private Signed verified(SignedEvent signed) {
        try {
            if (signed.verified() instanceof Event.StepDone step
                    && step.run().equals(export.spec().run())
                    && step.epoch() == receipt.epoch()) {
                return new Signed(signed, step);
            }
        } catch (ForgedException e) {
            throw new MalformedException("a step was not signed by %s".formatted(signed.hotkey()), e);
        }
        throw new MalformedException("an event of %s is no step of the run '%s' in epoch %d"
                .formatted(signed.hotkey(), export.spec().run(), receipt.epoch()));
    }

    /**
     * What the miner of each stage signed, head first.
     *
     * @throws MalformedException if one signed that it computed from something else than its neighbours stored
     */
    public List<Found> hops() {
        var hops = receipt.hops();
        return IntStream.range(0, hops.size())
                .mapToObj(stage -> found(stage, hops.get(stage)))
                .toList();
    }

    private Found found(int stage, Hop hop) {
        for (var signed : steps) {
            if (signed.by().hotkey().equals(hop.hotkey()) && signed.step().stage() == stage) {
                for (var entry : signed.step().microbatches()) {
                    if (entry.microbatch() == receipt.id()) {
                        check(stage, hop, entry);
                        return new Found(stage, hop, Optional.of(signed.step()));
                    }
                }
            }
        }
        return new Found(stage, hop, Optional.empty());
    }

    private void check(int stage, Hop hop, StepEntry entry) {
        requireSame(stage, hop, "input", Optional.of(entry.input()), input(stage));
        requireSame(stage, hop, "gradient of the output", entry.gradient(), outputGradient(stage));
    }

    private Optional<String> input(int stage) {
        return stage == 0
                ? export.tokens().record().sha256()
                : receipt.hops().get(stage - 1).activation().map(Hop.Stored::sha256);
    }

    private Optional<String> outputGradient(int stage) {
        return stage + 1 == receipt.hops().size()
                ? Optional.empty()
                : receipt.hops().get(stage + 1).gradient().map(Hop.Stored::sha256);
    }

    private void requireSame(int stage, Hop hop, String what, Optional<String> signed, Optional<String> known) {
        require(
                signed.equals(known),
                "the %s of stage %d is %s as %s signed it, and %s by the receipt",
                what,
                stage,
                signed.orElse("none"),
                hop.hotkey(),
                known.orElse("none"));
    }

    /**
     * Sees to it that an audit is about a hop of this receipt.
     *
     * @throws MalformedException if it is about another one
     */
    public void require(int stage, AuditExport audit) {
        var hop = receipt.hops().get(stage);
        require(
                audit.spec().equals(export.spec())
                        && audit.audit().epoch() == receipt.epoch()
                        && audit.audit().stage() == stage
                        && hop.audit().equals(Optional.of(audit.audit().audit()))
                        && audit.audit().evidence() instanceof HopEvidence evidence
                        && evidence.input()
                                .flatMap(Source::sha256)
                                .equals(input(stage).filter(_ -> stage > 0))
                        && evidence.outputGradient().flatMap(Source::sha256).equals(outputGradient(stage))
                        && evidence.inputGradient()
                                .flatMap(Source::sha256)
                                .equals(hop.gradient().map(Hop.Stored::sha256)),
                "audit %s is not about the hop of microbatch %d in stage %d",
                audit.audit().audit(),
                receipt.id(),
                stage);
    }

    private static void require(boolean condition, String otherwise, Object... values) {
        if (!condition) {
            throw new MalformedException(otherwise.formatted(values));
        }
    }
}
