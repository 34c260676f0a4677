package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestEpochs.spec;
import static dev.iota.miner.agent.TestEpochs.train;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.iota.agent.home.BlockFile;
import dev.iota.core.api.RenewResponse;
import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.run.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a miner makes of what is, and what is not, on its disk and in the store. */
class AgentDiskTest extends MinersTest {
    @Test
    void a_part_of_an_upload_that_is_there_already_is_not_sent_again() throws Exception {
        var spec = spec(Mode.DILOCO, new Float32Codec(), false);
        var fake = start(spec);
        var initial = FakeCheckpoints.initial(fake, spec);
        miners.launch(0);
        var miner = fake.miners().getFirst();
        train(fake, List.of(miner), 0, 0);
        fake.source(FakeRun.uploadKey(0, miner, 0), new byte[1]);

        new FakeRound(fake, spec, initial, List.of(miner)).collect();

        assertThat(fake.wasSent(FakeRun.uploadKey(0, miner, 0))).isFalse();
        assertThat(fake.wasSent(FakeRun.manifestKey(0, miner))).isTrue();
    }

    @Test
    void a_damaged_block_of_the_state_is_replaced_by_a_good_copy_and_the_log_says_so_once() throws Exception {
        var spec = spec(Mode.DILOCO, new Float32Codec(), false);
        var fake = start(spec);
        fake.checkpoint = Optional.of(FakeCheckpoints.access(fake, FakeCheckpoints.initial(fake, spec)));
        miners.launch(0);
        var state = state();
        var before = Files.readAllBytes(state);
        BlockFile.write(state, 5, new byte[] {(byte) ~before[5]});
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var logger = (Logger) LoggerFactory.getLogger("miner-0");
        logger.addAppender(lines);
        logger.setLevel(Level.WARN);

        miners.restart(0);
        logger.setLevel(null);
        logger.detachAppender(lines);

        assertThat(Files.readAllBytes(state)).isEqualTo(before);
        assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage).filter(line -> line.contains("damaged")))
                .singleElement()
                .asString()
                .contains("1 blocks of", "state.f32", "good copies took their place");
    }

    private Path state() throws IOException {
        try (var files = Files.walk(home)) {
            return files.filter(path -> path.endsWith("state.f32")).findFirst().orElseThrow();
        }
    }

    private FakeRun start(RunSpec spec) throws IOException {
        var fake = miners.prepare(spec, 0);
        fake.renewing = request -> new RenewResponse(List.of(), request.unconfirmed(), Optional.empty(), List.of());
        return fake;
    }
}
