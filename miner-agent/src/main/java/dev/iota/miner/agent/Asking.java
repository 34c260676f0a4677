package dev.iota.miner.agent;

import dev.iota.cloud.reader.HttpViews;
import dev.iota.cloud.reader.RunReader;
import dev.iota.cloud.reader.ViewRefusedException;
import dev.iota.core.identity.Hotkey;
import dev.iota.miner.agent.view.AskingRules;
import dev.iota.miner.agent.view.MinerHealth;
import dev.iota.miner.agent.view.Portrait;
import dev.iota.miner.agent.view.Told;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;

/** Asks the API of the run what it says of a miner, when {@link AskingRules} find that due. One thread uses it. */
final class Asking implements AutoCloseable {
    private final HttpViews views;
    private final Portrait portrait;
    private final Logger log;
    private Optional<Integer> epoch = Optional.empty();

    Asking(URI orchestrator, Portrait portrait, Logger log) {
        this.views = new HttpViews(orchestrator);
        this.portrait = portrait;
        this.log = log;
    }

    /** An orchestrator that does not say it, or does not answer now, is asked again when it is due again. */
    void look(MinerHealth health) {
        if (!AskingRules.isDue(health, epoch)) {
            return;
        }
        epoch = Optional.of(health.epoch());
        try {
            var reader = new RunReader(views);
            var told = Told.of(
                    reader.run(),
                    reader.miner(new Hotkey(health.hotkey())),
                    reader.miners(health.stage()),
                    health.at());
            portrait.told(told);
            told.score()
                    .ifPresent(score -> log.info(
                            "{} % of everything is this miner's by the ledger of epoch {}",
                            "%.4f".formatted(score.sharePercent()), score.epoch()));
        } catch (ViewRefusedException | UncheckedIOException e) {
            log.debug("the API of the run says nothing of this miner: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        views.close();
    }
}
