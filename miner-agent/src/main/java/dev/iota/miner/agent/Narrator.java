package dev.iota.miner.agent;

import dev.iota.miner.agent.view.MinerHealth;
import dev.iota.miner.agent.view.Narration;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * The thread that says in a miner's log how it is, when {@link Narration} finds that due, and has {@link Asking} ask
 * what the orchestrator says of it.
 */
final class Narrator implements AutoCloseable {
    private static final Duration LOOKS = Duration.ofSeconds(5);

    private final Supplier<MinerHealth> health;
    private final Asking asking;
    private final Logger log;
    private final Thread thread;

    /** @param asking is closed with this */
    Narrator(Supplier<MinerHealth> health, Asking asking, String miner, Logger log) {
        this.health = health;
        this.asking = asking;
        this.log = log;
        this.thread = Thread.ofVirtual().name("narrator-" + miner).unstarted(this::narrate);
    }

    void start() {
        thread.start();
    }

    private void narrate() {
        var narration = new Narration(health.get().at());
        try (asking) {
            while (true) {
                Thread.sleep(LOOKS);
                asking.look(health.get());
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
