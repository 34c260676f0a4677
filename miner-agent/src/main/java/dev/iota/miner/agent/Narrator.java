package dev.iota.miner.agent;

import dev.iota.miner.agent.view.MinerHealth;
import dev.iota.miner.agent.view.Narration;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** The thread that says in a miner's log how it is, when {@link Narration} finds that due. */
final class Narrator implements AutoCloseable {
    private static final Duration LOOKS = Duration.ofSeconds(5);

    private final Supplier<MinerHealth> health;
    private final Logger log;
    private final Thread thread;

    Narrator(Supplier<MinerHealth> health, String miner, Logger log) {
        this.health = health;
        this.log = log;
        this.thread = Thread.ofVirtual().name("narrator-" + miner).unstarted(this::narrate);
    }

    void start() {
        thread.start();
    }

    private void narrate() {
        var narration = new Narration(health.get().at());
        try {
            while (true) {
                Thread.sleep(LOOKS);
                narration.look(health.get()).ifPresent(log::info);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the miner ends
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
