package dev.iota.core.clasp;

import static dev.iota.core.clasp.PathwaySource.miner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no loss or no pathway is refused, with what is wrong about it. */
class SampledPathwayTest {
    private static final List<Hotkey> MINERS = List.of(miner(0), miner(1));

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.001, 1000.001, 1e308})
    void a_number_that_is_no_loss_is_refused(double loss) {
        assertThatThrownBy(() -> pathway(0, MINERS, loss, OptionalDouble.empty()))
                .isInstanceOf(MalformedException.class)
                .hasMessage("a pathway with loss %s; wanted 0 to 1000 nats per token", loss);
        assertThatThrownBy(() -> pathway(0, MINERS, 1, OptionalDouble.of(loss)))
                .isInstanceOf(MalformedException.class)
                .hasMessage("a pathway with difficulty %s; wanted 0 to 1000 nats per token", loss);
    }

    @Test
    void a_pathway_through_no_stage_or_too_many_is_refused() {
        assertThatThrownBy(() -> pathway(0, List.of(), 1, OptionalDouble.empty()))
                .isInstanceOf(MalformedException.class)
                .hasMessage("a pathway through 0 stages; wanted 1 to 64");
        assertThatThrownBy(() -> pathway(0, Collections.nCopies(65, miner(0)), 1, OptionalDouble.empty()))
                .hasMessage("a pathway through 65 stages; wanted 1 to 64");
        assertThatThrownBy(() -> pathway(-1, MINERS, 1, OptionalDouble.empty()))
                .hasMessage("a pathway of epoch -1; the first epoch is 0");
    }

    @Test
    void pathways_of_different_lengths_are_refused_and_the_state_stays() {
        var clasp = new Clasp(ClaspOptions.DEFAULT);
        var batch =
                List.of(pathway(0, MINERS, 1, OptionalDouble.empty()), pathway(0, MINERS, 2, OptionalDouble.empty()));
        var state = clasp.next(ClaspState.EMPTY, batch).state();
        var longer = List.of(pathway(1, List.of(miner(0), miner(1), miner(2)), 1, OptionalDouble.empty()));

        assertThatThrownBy(() -> clasp.next(state, longer))
                .isInstanceOf(MalformedException.class)
                .hasMessage("a pathway through 3 stages among those through 2");
        assertThat(clasp.next(state, batch).state().equations().observations()).isEqualTo(4);
    }

    @Test
    void more_miners_than_a_fit_can_hold_are_refused() {
        var batch = new ArrayList<SampledPathway>();
        for (var i = 0; i < 2001; i++) {
            batch.add(pathway(0, List.of(miner(i)), 1, OptionalDouble.empty()));
        }

        assertThatThrownBy(() -> new Clasp(ClaspOptions.DEFAULT).next(ClaspState.EMPTY, batch))
                .isInstanceOf(MalformedException.class)
                .hasMessage("2001 miners in stages; at most 2000 are compared, so begin with an empty state again");
    }

    @Test
    void a_batch_of_nothing_changes_nothing() {
        var outcome = new Clasp(ClaspOptions.DEFAULT).next(ClaspState.EMPTY, List.of());

        assertThat(outcome.look()).isEmpty();
        assertThat(outcome.state().equations().observations()).isZero();
    }

    @Test
    void options_that_promise_nothing_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClaspOptions(0, 10, 100, 2, 10))
                .isInstanceOf(InvalidSpecException.class)
                .withMessage("clasp.falseAccusations is 0.0; it must be between 0 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClaspOptions(Double.NaN, 10, 100, 2, 10))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException().isThrownBy(() -> new ClaspOptions(0.01, 4, 100, 2, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClaspOptions(0.01, 10, 0, 2, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClaspOptions(0.01, 10, 100, 1, 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClaspOptions(0.01, 10, 100, Double.POSITIVE_INFINITY, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClaspOptions(0.01, 10, 100, 2, 2));
    }

    private static SampledPathway pathway(long epoch, List<Hotkey> miners, double loss, OptionalDouble difficulty) {
        return new SampledPathway(epoch, miners, loss, difficulty, false);
    }
}
