package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.iota.cloud.table.MinerRecord;
import dev.iota.orchestrator.view.RunSampler;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the page of a run costs while nobody looks at it: the sample that each sweep of the embedded cloud takes, in
 * processor time of all threads. DynamoDB Local runs in this process.
 */
@Tag("long")
class PageCostTest {
    private static final int MINERS_OF_A_STAGE = 3;

    private static final int WARM = 400;
    private static final int TIMES = 600;

    /** Between two sweeps of the embedded cloud. */
    private static final Duration EVERY = Duration.ofSeconds(10);

    /** Of one core. */
    private static final double MOST = 0.02;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final TestRun run = TestRun.of(100);

    @Test
    void a_page_that_nobody_looks_at_takes_less_than_two_percent_of_a_core() {
        for (var i = 0; i < MINERS_OF_A_STAGE * TestRun.STAGES; i++) {
            run.miner(i % TestRun.STAGES);
        }
        var active = run.services().miners().all().toList();
        var sampler = new RunSampler(run.services());
        sample(sampler, active, WARM);

        var before = system.getProcessCpuTime();
        sample(sampler, active, TIMES);
        var seconds = (system.getProcessCpuTime() - before) / 1e9 / TIMES;

        var share = seconds / EVERY.toSeconds();
        System.out.printf(
                "a sample of %d miners: %.1f ms of processor time, %.2f %% of a core%n",
                active.size(), 1e3 * seconds, 100 * share);
        assertThat(share).isLessThan(MOST);
    }

    private void sample(RunSampler sampler, List<MinerRecord> active, int times) {
        for (var i = 0; i < times; i++) {
            run.clock().pass(EVERY);
            sampler.sample(run.run(), active, List.of());
        }
    }
}
