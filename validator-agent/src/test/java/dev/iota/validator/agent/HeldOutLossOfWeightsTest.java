package dev.iota.validator.agent;

import static dev.iota.validator.agent.ValidatorHarness.HONEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.agent.link.PresignedObjects;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.HeldOutSample;
import dev.iota.core.data.RecordShape;
import dev.iota.core.data.TokenShard;
import dev.iota.core.data.TokenShardWriter;
import dev.iota.core.wire.HeldOutMaterial;
import dev.iota.core.wire.HeldOutMeasured;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import dev.iota.model.engine.EngineOptions;
import dev.iota.model.engine.Pipeline;
import dev.iota.model.engine.StageInput;
import dev.iota.model.engine.StageReplay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a validator measures of published weights, with a real queue, a real store and a real model. */
class HeldOutLossOfWeightsTest {
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    /** What it publishes is where epoch 0 starts from. */
    private static final int BEFORE_THE_FIRST = -1;

    private static final RecordShape SHAPE = new RecordShape(
            HonestHops.SPEC.model().vocabulary(),
            HonestHops.SPEC.training().sequence(),
            HonestHops.SPEC.training().sequences());

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private ValidatorHarness validator;

    @BeforeEach
    void open() throws IOException {
        validator = new ValidatorHarness(home);
    }

    @AfterEach
    void close() throws Exception {
        validator.close();
    }

    @Test
    void it_is_the_loss_of_the_model_in_one_process_and_damaged_tokens_have_none() throws Exception {
        var records = records();
        validator.world.send(work("damaged", shard(records), shard(records.subList(1, 3))));
        validator.start();
        validator.world.awaitEmptyInbox();
        validator.world.send(work("sound", shard(records), shard(records)));

        var measured = (HeldOutMeasured) validator.world.await(1).getFirst();
        assertThat(measured.lease()).isEqualTo("sound");
        assertThat(measured.lossNats()).isEqualTo(loss(records));
        assertThat(measured.tokens()).isEqualTo(3L * SHAPE.sequences() * SHAPE.sequence());
        validator.world.awaitEmptyInbox();
        assertThat(home.resolve("test").resolve("held-out.activations")).doesNotExist();
    }

    @Test
    void it_is_the_same_when_it_is_left_for_audits_after_every_record() throws Exception {
        var records = records();
        var pass = HeldOutPass.begin(
                work("left", shard(records), shard(records)), HonestHops.SPEC, this::read, home, LATER);
        var asked = new AtomicInteger();
        Optional<HeldOutMeasured> measured = Optional.empty();
        var turns = 0;
        while (measured.isEmpty()) {
            measured =
                    pass.goOn((stage, epoch, material) -> stage(stage), () -> asked.incrementAndGet() % 3 == 0, "cpu");
            turns++;
        }
        assertThat(turns).isGreaterThan(records.size());
        assertThat(measured.get().lossNats()).isEqualTo(loss(records));
    }

    private static StageReplay stage(int stage) {
        var replay = new StageReplay(HonestHops.SPEC.model(), HonestHops.SPEC.training(), stage, "cpu", 1);
        replay.startFrom(HonestHops.SPEC.seed());
        return replay;
    }

    private PresignedObjects.Fetched read(Source source, Instant deadline) {
        var bytes = validator.world.stored(source);
        return new PresignedObjects.Fetched(bytes, Sha256.hex(bytes));
    }

    private Work.HeldOut work(String lease, byte[] signed, byte[] stored) throws IOException {
        var world = validator.world;
        var checkpoints = new ArrayList<Source>();
        for (var stage = 0; stage < HonestHops.SPEC.model().stages(); stage++) {
            checkpoints.add(world.checkpoint(stage, HonestHops.SPEC.seed()));
        }
        var material = Json.write(new HeldOutMaterial(world.store("tokens-" + lease, stored, signed), checkpoints));
        return new Work.HeldOut(
                "test",
                BEFORE_THE_FIRST,
                lease,
                LATER,
                world.store("material-" + lease, material.getBytes(StandardCharsets.UTF_8)));
    }

    private static double loss(List<int[]> records) {
        try (var model = new Pipeline(
                HonestHops.SPEC.model(), HonestHops.SPEC.training(), HonestHops.SPEC.seed(), EngineOptions.cpu(1, 0))) {
            return records.stream()
                    .mapToDouble(ids -> model.loss(new StageInput.Tokens(SHAPE.sequences(), ids)))
                    .average()
                    .orElseThrow();
        }
    }

    /** The first one went through the hops that are audited. */
    private static List<int[]> records() {
        var records = new ArrayList<int[]>();
        records.add(TokenShard.decode(HONEST.tokens(), Sha256.hex(HONEST.tokens()), SHAPE));
        for (var seed = 1; seed < 3; seed++) {
            records.add(new SplittableRandom(seed)
                    .ints(SHAPE.tokens(), 0, SHAPE.vocabulary())
                    .toArray());
        }
        return records;
    }

    private static byte[] shard(List<int[]> records) throws IOException {
        var writer = new TokenShardWriter(SHAPE);
        records.forEach(writer::add);
        var out = new ByteArrayOutputStream();
        writer.writeTo(out, HeldOutSample.KEY);
        return out.toByteArray();
    }
}
