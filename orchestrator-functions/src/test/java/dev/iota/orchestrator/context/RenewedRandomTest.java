package dev.iota.orchestrator.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.crac.Context;
import org.crac.Resource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class RenewedRandomTest {
    @Test
    void a_restored_process_draws_from_a_source_of_its_own() {
        var random = RenewedRandom.registered();
        var before = random.source();

        random.beforeCheckpoint(new NoCheckpoints());
        random.afterRestore(new NoCheckpoints());

        assertThat(random.source()).isNotSameAs(before);
        assertThat(random.nextLong()).isNotEqualTo(random.nextLong());
    }

    private static final class NoCheckpoints extends Context<Resource> {
        @Override
        public void beforeCheckpoint(Context<? extends Resource> context) {}

        @Override
        public void afterRestore(Context<? extends Resource> context) {}

        @Override
        public void register(Resource resource) {}
    }
}
