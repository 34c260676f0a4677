package dev.iota.validator.evidence;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.agent.link.HopObjects;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Source;
import dev.iota.model.audit.HopInputs;
import dev.iota.model.audit.HopResults;
import dev.iota.model.engine.StageInput;
import java.time.Instant;
import java.util.Optional;

/**
 * What an audited hop left behind.
 *
 * @param inputs what it was computed from: who stored that is not audited here, and an object that is damaged or no
 *     tensor ends the audit without a verdict
 * @param found what its miner signed: an object that is no tensor counts against it
 */
public record ReadEvidence(HopInputs inputs, HopResults found) {
    /**
     * Reads it.
     *
     * @throws InputBadException if something is missing that a hop of this stage has, or has not the hash that was
     *     signed
     */
    public static ReadEvidence read(RunSpec spec, HopObjects objects, int stage, HopEvidence evidence, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        var model = spec.model();
        var head = model.isHead(stage);
        var tail = model.isTail(stage);
        var tokens = head || tail
                ? Optional.of(objects.planned(
                                evidence.tokens().orElseThrow(() -> new InputBadException("the audit names no tokens")),
                                deadline)
                        .tokens())
                : Optional.<StageInput.Tokens>empty();
        StageInput input = head
                ? tokens.orElseThrow().inputs()
                : objects.activations(required("input", evidence.input()), deadline)
                        .tensor();
        var outputGradient = tail
                ? Optional.<byte[]>empty()
                : Optional.of(
                        objects.activations(required("gradient of the output", evidence.outputGradient()), deadline)
                                .tensor()
                                .payload());
        var output = tail || evidence.output().isEmpty()
                ? Optional.<byte[]>empty()
                : Optional.of(objects.signed(evidence.output().get(), deadline));
        var inputGradient = head
                ? Optional.<byte[]>empty()
                : Optional.of(objects.signed(required("gradient of the input", evidence.inputGradient()), deadline));
        return new ReadEvidence(
                new HopInputs(
                        input,
                        tail ? tokens.map(StageInput.Tokens::targets) : Optional.empty(),
                        outputGradient,
                        evidence.probe()),
                new HopResults(output, inputGradient, evidence.reported(), evidence.loss()));
    }

    private static Source required(String what, Optional<Source> source) throws InputBadException {
        var given = source.orElseThrow(() -> new InputBadException("the audit names no %s".formatted(what)));
        if (given.sha256().isEmpty()) {
            throw new InputBadException("nobody signed the hash of the %s".formatted(what));
        }
        return given;
    }
}
