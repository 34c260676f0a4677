package dev.iota.miner.agent;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests of miners against queues, objects and an API over HTTP, which end with each test. */
@ExtendWith(SharedQueues.class)
abstract class MinersTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    MinerHarness miners;

    @BeforeEach
    void begin(TestQueues queues) {
        miners = new MinerHarness(queues, home);
    }

    @AfterEach
    void end() throws Exception {
        miners.end();
    }
}
