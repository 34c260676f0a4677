package dev.iota.agent.link;

import dev.iota.agent.failure.InputBadException;
import dev.iota.agent.failure.TooLateException;
import dev.iota.core.base.MalformedException;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShard;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TensorFormat;
import dev.iota.core.wire.TokenEvidence;
import dev.iota.model.engine.StageInput;
import java.time.Instant;

/** Reads what hops of a run are computed from, and lets nothing pass that is not what such an object has to be. */
public final class HopObjects {
    private final RunSpec spec;
    private final ObjectReader objects;
    private final RecordShape record;
    private final DataCheck data;

    public HopObjects(RunSpec spec, ObjectReader objects) {
        this.spec = spec;
        this.objects = objects;
        this.record = new RecordShape(
                spec.model().vocabulary(),
                spec.training().sequence(),
                spec.training().sequences());
        this.data = new DataCheck(record, spec.data(), objects);
    }

    /** Where they are read from. */
    public ObjectReader objects() {
        return objects;
    }

    /** B × (T + 1) tokens, and the hash of the record that held them. */
    public record TokenRecord(StageInput.Tokens tokens, String sha256) {}

    /**
     * @param deadline when the object's URL ends
     * @throws InputBadException if it is missing, or no record of this run
     */
    public TokenRecord tokens(Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        requireBytes("the token record", source, record.bytes());
        var fetched = objects.get(source, deadline);
        try {
            var ids = TokenShard.decode(fetched.bytes(), fetched.sha256(), record);
            return new TokenRecord(new StageInput.Tokens(record.sequences(), ids), fetched.sha256());
        } catch (MalformedException e) {
            throw new InputBadException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Tokens that are shown to be those of the run's data plan.
     *
     * @param deadline when the objects' URLs end
     * @throws InputBadException if something is missing or damaged
     * @throws dev.iota.agent.failure.OtherDataException if the plan names others
     */
    public TokenRecord planned(TokenEvidence tokens, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        data.require(tokens, deadline);
        return tokens(tokens.record(), deadline);
    }

    /** A boundary tensor, and the hash of the object that held it. */
    public record Tensor(StageInput.Activations tensor, String sha256) {}

    /**
     * @param deadline when the object's URL ends
     * @throws InputBadException if it is missing, or no boundary tensor of this run
     */
    public Tensor activations(Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        requireBytes("the tensor", source, TensorFormat.bytes(spec.training().wire(), shape()));
        var fetched = objects.get(source, deadline);
        try {
            return new Tensor(tensor(fetched.bytes()), fetched.sha256());
        } catch (MalformedException e) {
            throw new InputBadException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The payload of a tensor whose hash its producer signed; nothing where the object is no boundary tensor of this
     * run, since whoever signed its hash stored it so.
     *
     * @param deadline when the object's URL ends
     * @throws InputBadException if it is missing, or is not what was signed
     */
    public byte[] signed(Source source, Instant deadline)
            throws InputBadException, TooLateException, InterruptedException {
        if (source.sha256().isEmpty()) {
            throw new InputBadException("nobody signed the hash of the object");
        }
        if (source.bytes() != TensorFormat.bytes(spec.training().wire(), shape())) {
            return new byte[0];
        }
        var fetched = objects.get(source, deadline);
        try {
            return tensor(fetched.bytes()).payload();
        } catch (MalformedException e) {
            return new byte[0];
        }
    }

    /** @throws MalformedException if the object is no boundary tensor of this run */
    private StageInput.Activations tensor(byte[] object) {
        var payload = TensorFormat.payload(object, spec.training().wire(), shape());
        var bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return new StageInput.Activations(spec.training().sequences(), bytes);
    }

    private int[] shape() {
        var training = spec.training();
        return new int[] {
            training.sequences(), training.sequence(), spec.model().boundaryWidth()
        };
    }

    /** Before anything is allocated for it. */
    private static void requireBytes(String what, Source source, long wanted) throws InputBadException {
        if (source.bytes() != wanted) {
            throw new InputBadException(
                    "%s is said to have %d bytes; of this run it has %d".formatted(what, source.bytes(), wanted));
        }
    }
}
