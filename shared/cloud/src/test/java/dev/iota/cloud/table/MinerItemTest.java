package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.table.MinerRecord.Holding;
import dev.iota.cloud.table.MinerRecord.Joining;
import dev.iota.cloud.table.MinerRecord.Load;
import dev.iota.cloud.table.MinerRecord.Progress;
import dev.iota.cloud.table.MinerRecord.Session;
import dev.iota.cloud.table.MinerRecord.Traffic;
import dev.iota.core.admission.Conduct;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.microbatch.SlotMark;
import dev.iota.core.step.Resumption;
import dev.iota.core.step.Resumptions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MinerItemTest {
    private static final Instant SEEN = Instant.ofEpochMilli(1_700_000_000_123L);

    @Test
    void a_miner_is_read_as_it_was_written() {
        var miner = miner(true, Optional.empty());

        assertThat(MinerItem.read(MinerItem.write(miner))).isEqualTo(miner);
    }

    @Test
    void an_evicted_miner_is_read_as_it_was_written() {
        var miner = miner(false, Optional.of(SEEN.plusSeconds(60)));

        assertThat(MinerItem.read(MinerItem.write(miner))).isEqualTo(miner);
    }

    @Test
    void only_an_active_miner_is_among_the_candidates_of_its_stage() {
        assertThat(MinerItem.write(miner(true, Optional.empty()))).containsEntry("activeStage", Item.of("2"));
        assertThat(MinerItem.write(miner(false, Optional.empty()))).doesNotContainKey("activeStage");
    }

    private static MinerRecord miner(boolean active, Optional<Instant> evictedUntil) {
        return miner(KeyPair.generate(new Random(1)).hotkey(), active, evictedUntil);
    }

    /** An active one. */
    static MinerRecord miner(Hotkey hotkey) {
        return miner(hotkey, true, Optional.empty());
    }

    private static MinerRecord miner(Hotkey hotkey, boolean active, Optional<Instant> evictedUntil) {
        return new MinerRecord(
                hotkey,
                new Joining(7, 2, "https://queue/7", "1.2", "a device", 3.5),
                new Session("hash", "former"),
                new Load(
                        active,
                        4,
                        new Holding(3, Map.of("17/0", new SlotMark(2, false), "4/0", new SlotMark(9, true)), 5),
                        0.25,
                        SEEN,
                        SEEN.plusSeconds(1),
                        2,
                        new Traffic(1_000, SEEN)),
                new Progress(
                        11, 10, 5.5, 9.5, 1, 6, Resumptions.NONE.with(Resumption.after(7, 1, 5)), SEEN.plusSeconds(4)),
                new Conduct(1.5, 0.5, 21, 1, evictedUntil, "a reason"),
                "a suspicion",
                13);
    }
}
