package dev.iota.miner.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final float[] LOGITS = {0, 2, 1, -1};

    @Test
    void at_temperature_zero_the_likeliest_token_is_taken() {
        assertThat(new Sampler(0, 0, new Random(1)).draw(LOGITS)).isEqualTo(1);
    }

    @Test
    void only_the_k_likeliest_are_drawn() {
        var sampler = new Sampler(5, 2, new Random(1));
        assertThat(IntStream.range(0, 200)
                        .map(i -> sampler.draw(LOGITS))
                        .distinct()
                        .sorted())
                .containsExactly(1, 2);
    }

    @Test
    void tokens_are_drawn_as_often_as_softmax_says() {
        var sampler = new Sampler(1, 0, new Random(1));
        var draws = 20_000;
        var ones = IntStream.range(0, draws)
                .map(i -> sampler.draw(LOGITS))
                .filter(t -> t == 1)
                .count();
        var expected = Math.exp(2) / (1 + Math.exp(2) + Math.exp(1) + Math.exp(-1));
        assertThat((double) ones / draws).isCloseTo(expected, org.assertj.core.data.Offset.offset(0.02));
    }

    @Test
    void the_same_seed_draws_the_same() {
        var one = new Sampler(1, 0, new Random(9));
        var other = new Sampler(1, 0, new Random(9));
        assertThat(IntStream.range(0, 50).map(i -> one.draw(LOGITS)).toArray())
                .isEqualTo(IntStream.range(0, 50).map(i -> other.draw(LOGITS)).toArray());
    }
}
