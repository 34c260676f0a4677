package dev.iota.model.audit;

import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Codec;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.UploadSpec;
import dev.iota.core.run.TrainingSpec;
import dev.iota.core.step.Warmup;
import dev.iota.model.checkpoint.BlockCutter;
import dev.iota.model.checkpoint.EpochChange;
import dev.iota.model.checkpoint.TensorSource;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.StageEngine;
import dev.iota.model.engine.StageState;
import dev.iota.model.optim.StepResult;
import dev.iota.model.program.Parameter;
import dev.iota.model.torch.TensorReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a miner of a small stage left behind of an epoch in which moments began anew: it keeps no graphs, and takes its
 * steps as miners do.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never changed
record MinedEpoch(
        Way way, TrainingSpec training, UploadSpec upload, byte[] start, List<Step> steps, List<byte[]> blocks) {
    static final int EPOCH = 3;
    private static final int STAGE = 1;
    private static final int HOPS = 2;

    /** Microbatches of the time before the epoch. */
    private static final long BEFORE = 10_000;

    private static final Map<List<Object>, HopInputs> INPUTS = new ConcurrentHashMap<>();

    record Step(int number, double gradientNorm, double clip, List<AuditedHops.Hop> hops) {}

    /**
     * How it is done.
     *
     * @param rate times the run's
     * @param left of each step's hops so many are computed and not learned from
     * @param codec of its upload
     * @param mode of the merges of the run
     */
    record Way(double rate, int left, Codec codec, Mode mode) {
        static final Way HONEST = new Way(1, 0, new Float32Codec(), Mode.DILOCO);
        static final Way AVERAGED = new Way(1, 0, new Float32Codec(), Mode.AVERAGE);

        /** Steps that were made before the epoch, by which its moments are. */
        private int before() {
            return mode == Mode.AVERAGE ? 2 : 0;
        }

        private Warmup warmup(TrainingSpec training) {
            return mode == Mode.AVERAGE ? Warmup.NONE : Warmup.restartedIn(EPOCH, training.stepsPerEpoch());
        }
    }

    static MinedEpoch of(TrainingSpec training, int steps, long firstMicrobatch, Way way) throws IOException {
        try (var engine =
                new StageEngine(AuditedHops.MODEL, training, STAGE, AuditedHops.SEED, EngineOptions.cpu(1, 0))) {
            engine.state().clearMoments();
            var id = firstMicrobatch;
            for (var number = 1; number <= way.before(); number++) {
                hop(engine, training, BEFORE + number);
                engine.step(training.learningRate(0, number));
            }
            var start = bytes(engine, way);
            var elements =
                    engine.parameters().stream().mapToLong(Parameter::elements).sum();
            var payload = way.mode().payload(way.codec());
            var upload = new UploadSpec("test", EPOCH, STAGE, payload, way.codec(), elements);
            var blocks = new ArrayList<byte[]>();
            var cutter = new BlockCutter(upload.layout(), payload.sections(), (section, block, values, length) -> {
                if (payload == Payload.DELTA) {
                    EpochChange.of(reader(upload, start), section, block, values, length);
                }
                blocks.add(way.codec().encode(values, length));
            });
            var done = new ArrayList<Step>();
            var warmup = way.warmup(training);
            for (var number = 1; number <= steps; number++) {
                var hops = new ArrayList<AuditedHops.Hop>();
                for (var i = 0; i < HOPS; i++) {
                    hops.add(hop(engine, training, id++));
                    if (i == way.left() - 1) {
                        engine.abandonStep();
                    }
                }
                StepResult result = payload == Payload.GRADIENT
                        ? engine.gradient(cutter)
                        : engine.step(way.rate() * warmup.rate(training, EPOCH, number));
                done.add(new Step(
                        number,
                        result.gradientNorm(),
                        result.clipped().getFirst().factor(),
                        hops));
                warmup = warmup.next();
            }
            if (payload != Payload.GRADIENT) {
                write(engine.state().weights(), cutter);
            }
            if (payload == Payload.WEIGHTS_AND_MOMENTS) {
                write(engine.state().moments(), cutter);
            }
            return new MinedEpoch(way, training, upload, start, done, blocks);
        }
    }

    private static AuditedHops.Hop hop(StageEngine engine, TrainingSpec training, long id) {
        var inputs = INPUTS.computeIfAbsent(
                List.of(training, id),
                _ -> AuditedHops.of(training, 1, 0, id).get(STAGE).inputs());
        var output = engine.forward(id, inputs.input());
        var backward = engine.backward(id, inputs.outputGradient().orElseThrow(), inputs.probe());
        return new AuditedHops.Hop(inputs, HopResults.of(output, backward));
    }

    /** What is published at the start: weights, and moments where they are averaged. */
    private static byte[] bytes(StageEngine engine, Way way) throws IOException {
        var out = new ByteArrayOutputStream();
        write(engine.state().weights(), Channels.newChannel(out));
        if (way.mode() == Mode.AVERAGE) {
            write(engine.state().moments(), Channels.newChannel(out));
        }
        return out.toByteArray();
    }

    private static void write(List<TensorSource> tensors, WritableByteChannel channel) throws IOException {
        for (var tensor : tensors) {
            tensor.content().writeTo(channel);
        }
    }

    private static BlockReader reader(UploadSpec upload, byte[] weights) {
        var codec = new Float32Codec();
        return (section, block) -> {
            var from = Math.toIntExact(section * codec.bytes(upload.layout()) + codec.offset(upload.layout(), block));
            return Arrays.copyOfRange(
                    weights, from, from + codec.bytes(upload.layout().length(block)));
        };
    }

    /** The same, that uploads what it began with. */
    MinedEpoch unlearned() throws IOException {
        var same = new ArrayList<byte[]>();
        for (var section = 0; section < upload.payload().sections(); section++) {
            for (var block = 0; block < upload.layout().blocks(); block++) {
                same.add(reader(upload, start).read(section, block));
            }
        }
        return uploading(same);
    }

    /** The same, that uploads a number in place of all moments of this section. */
    MinedEpoch withMoments(int section, float moment) {
        var other = new ArrayList<>(blocks);
        for (var block = 0; block < upload.layout().blocks(); block++) {
            var values = new float[upload.layout().length(block)];
            Arrays.fill(values, moment);
            other.set(section * upload.layout().blocks() + block, upload.codec().encode(values, values.length));
        }
        return uploading(other);
    }

    private MinedEpoch uploading(List<byte[]> other) {
        return new MinedEpoch(way, training, upload, start, steps, other);
    }

    /** The same with another's upload. */
    MinedEpoch uploading(MinedEpoch other) {
        return uploading(other.blocks());
    }

    /** The same, whose steps are numbered from there. */
    MinedEpoch numberedFrom(int first) {
        return new MinedEpoch(
                way,
                training,
                upload,
                start,
                steps.stream()
                        .map(step -> new Step(step.number() + first - 1, step.gradientNorm(), step.clip(), step.hops()))
                        .toList(),
                blocks);
    }

    /** A validator takes it again, with kept graphs. */
    void replay(int threads, ComparisonSink sink) throws IOException {
        var options = EngineOptions.cpu(threads, Long.MAX_VALUE);
        try (var engine = new StageEngine(AuditedHops.MODEL, training, STAGE, AuditedHops.SEED, options)) {
            if (way.mode() == Mode.AVERAGE) {
                begin(engine.state());
            }
            var replay = new EpochReplay(training, way.mode(), EPOCH, engine, sink);
            for (var step : steps) {
                for (var hop : step.hops()) {
                    replay.hop(hop.inputs(), hop.results());
                }
                replay.step(step.number(), step.gradientNorm(), step.clip());
            }
            var count = upload.layout().blocks();
            replay.compare(
                    upload,
                    (section, block) -> Optional.of(blocks.get(section * count + block)),
                    reader(upload, start));
        }
    }

    /** Weights and moments as they are published. */
    private void begin(StageState state) throws IOException {
        var published = ByteBuffer.wrap(start);
        TensorReader reader = (name, shape, offset, chunk) -> {
            var length = chunk.remaining();
            chunk.put(published.slice(published.position(), length));
            published.position(published.position() + length);
        };
        state.readWeights(reader);
        state.readMoments(reader, way.before());
    }
}
