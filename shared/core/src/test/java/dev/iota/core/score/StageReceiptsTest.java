package dev.iota.core.score;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ledger")
class StageReceiptsTest {
    @Test
    void a_microbatch_stands_once_and_a_miner_stands_once() {
        var miner = Scores.MINERS.getFirst();
        assertThatThrownBy(() -> new StageReceipts.Work(miner, List.of(4L, 4L))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new StageReceipts.Work(miner, List.of())).isInstanceOf(MalformedException.class);
        var work = new StageReceipts.Work(miner, List.of(4L));
        assertThatThrownBy(() -> new StageReceipts("a-run", 0, 0, List.of(work, work)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void an_amount_is_written_in_one_way() {
        for (var text : List.of("-1", "01", "1.0", " 1", "", "1e3")) {
            assertThatThrownBy(() -> Units.parse(text)).as(text).isInstanceOf(MalformedException.class);
        }
    }
}
