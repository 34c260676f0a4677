package dev.iota.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.run.ConductSpec;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class BlameTest {
    private static final ConductSpec SPEC = ConductSpec.DEFAULT;

    private final Random random = new Random(3);
    private final Hotkey reporter = KeyPair.generate(random).hotkey();
    private final Hotkey producer = KeyPair.generate(random).hotkey();

    @Test
    void an_object_that_is_not_what_its_producer_signed_is_the_producers_fault() {
        assertThat(Blame.ofInput(9, reporter, producer, false, SPEC))
                .isEqualTo(new Blame(producer, SPEC.rubbish(), "what it stored for microbatch 9 is not what it said"));
    }

    @Test
    void a_report_of_a_sound_object_is_the_reporters_fault() {
        assertThat(Blame.ofInput(9, reporter, producer, true, SPEC))
                .isEqualTo(new Blame(reporter, SPEC.rubbish(), "it reported a sound input of microbatch 9 as bad"));
    }

    @Test
    void a_refused_hop_costs_a_share_of_the_fault_of_a_hop() {
        var blame = Blame.ofRefusal(9, reporter, 4, SPEC);

        assertThat(blame.hotkey()).isEqualTo(reporter);
        assertThat(blame.loads()).isEqualTo(SPEC.refusal() / 4);
        assertThat(blame.reason()).isEqualTo("it refused microbatch 9");
    }
}
