package dev.iota.cloud.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.table.MinerRecord.Progress;
import dev.iota.core.step.Resumptions;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MinerProgressTest {
    private static final Progress OF_EPOCH_3 = new Progress(90, 80, 1, 1, 3, 10, Resumptions.NONE, Instant.EPOCH);

    /** Else the work of the epoch before would end this one. */
    @Test
    void a_registration_that_is_the_first_to_be_heard_of_an_epoch_has_done_nothing_in_it() {
        assertThat(OF_EPOCH_3.resumed(4, Resumptions.NONE).backwardsBefore()).isEqualTo(80);
    }

    @Test
    void a_registration_in_the_same_epoch_goes_on_with_what_it_did() {
        assertThat(OF_EPOCH_3.resumed(3, Resumptions.NONE).backwardsBefore()).isEqualTo(10);
    }
}
