package dev.iota.miner.agent;

import static dev.iota.miner.agent.TestEpochs.forward;
import static dev.iota.miner.agent.TestEpochs.spec;
import static dev.iota.miner.agent.TestEpochs.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.merge.Mode;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.step.Moments;
import dev.iota.core.wire.Event;
import org.junit.jupiter.api.Test;

/** Miners that begin every epoch with new moments, against queues, objects and an API over HTTP. */
class RestartedMomentsTest extends MinersTest {
    @Test
    void who_stays_begins_the_next_epoch_as_a_joiner_does_where_moments_are_restarted() throws Exception {
        var spec = spec(Mode.DILOCO, new Float32Codec(), false, Moments.RESTARTED);
        var fake = miners.prepareRenewing(spec);
        var initial = FakeCheckpoints.initial(fake, spec);
        miners.launch(0);
        miners.launch(1);
        var hotkeys = fake.miners();
        train(fake, hotkeys, 0, 0);
        var round = new FakeRound(fake, spec, initial, hotkeys);
        round.collect();
        round.inspect();
        round.load(round.store(round.merge()));
        miners.launch(2);
        var joiner = fake.miners().stream()
                .filter(miner -> !hotkeys.contains(miner))
                .findFirst()
                .orElseThrow();
        var stayed = hotkeys.getFirst();
        for (var id = 50; id < 53; id++) {
            fake.send(joiner, forward(fake, 1, id, id));
            fake.send(stayed, forward(fake, 1, 100 + id, id));
            fake.await(joiner, Event.StepDone.class, id - 49);
            fake.await(stayed, Event.StepDone.class, id - 48);
        }

        var ofJoiner = fake.await(joiner, Event.BackwardDone.class, 3);
        var ofStayed = fake.await(stayed, Event.BackwardDone.class, 4);
        assertThat(ofStayed.stream().skip(1).map(Event.BackwardDone::loss).toList())
                .isEqualTo(ofJoiner.stream().map(Event.BackwardDone::loss).toList());
        assertThat(fake.await(stayed, Event.StepDone.class, 4).stream()
                        .skip(1)
                        .map(Event.StepDone::device)
                        .toList())
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("rate × 0.5 since its moments began anew"),
                        second -> assertThat(second).doesNotContain("rate"),
                        third -> assertThat(third).doesNotContain("rate"));
    }
}
