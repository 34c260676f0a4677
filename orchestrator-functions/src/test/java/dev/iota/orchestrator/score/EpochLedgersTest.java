package dev.iota.orchestrator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.score.EpochLedger;
import dev.iota.core.score.EpochLedger.MinerScore;
import dev.iota.core.score.Shares.MinerShare;
import dev.iota.core.score.Units;
import dev.iota.orchestrator.EpochScene;
import dev.iota.orchestrator.MergingMiner;
import dev.iota.orchestrator.Recipe;
import dev.iota.orchestrator.Setup;
import dev.iota.orchestrator.admin.ScoreBooks;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Runs;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ledger")
@Tag("security")
class EpochLedgersTest {
    @Test
    void an_epoch_that_is_published_has_a_ledger_of_the_work_that_it_contains() {
        var scene = EpochScene.of(3);
        scene.train();
        scene.close();
        scene.work(scene.miners());
        var checkpoint = scene.publishAndFlip();

        var ledger = ledgers(scene).getFirst();
        assertThat(checkpoint.kept()).hasSize(3);
        var stage = ledger.stages().getFirst();
        assertThat(stage.miners())
                .extracting(MinerScore::hotkey)
                .containsExactlyElementsOf(
                        checkpoint.kept().stream().map(kept -> kept.hotkey()).toList());
        assertThat(stage.backwards())
                .isEqualTo(scene.run().status().now().completed())
                .isPositive();
        assertThat(ledger.shares().miners())
                .allMatch(miner -> !miner.share().isZero())
                .hasSize(3);
    }

    @Test
    void what_no_upload_that_counts_contains_scores_nothing() {
        var scene = new EpochScene(
                Setup.of(3, EpochScene.spec(10, 0.05)).recipes(miner -> Recipe.of(miner == 2 ? Float.NaN : 1.25f)));
        scene.train();
        scene.close();
        scene.work(scene.miners());
        assertThat(scene.publishAndFlip().excluded()).hasSize(1);

        assertThat(ledgers(scene).getFirst().shares().miners())
                .extracting(MinerShare::hotkey)
                .containsExactlyInAnyOrder(hotkey(scene, 0), hotkey(scene, 1));
    }

    @Test
    void each_ledger_names_the_one_before_and_all_that_count() {
        var scene = EpochScene.of(2, EpochScene.spec(1, 0));
        epochs(scene, 3);

        var ledgers = ledgers(scene);
        assertThat(ledgers).hasSize(3);
        assertThat(ledgers.get(1).before()).isEqualTo(ledgers.get(0).sha256());
        assertThat(ledgers.get(2).before()).isEqualTo(ledgers.get(1).sha256());
        assertThat(ledgers.get(2).window()).hasSize(3);
        assertThat(ledgers.get(2).shares().miners()).allSatisfy(miner -> assertThat(miner.score())
                .isEqualTo(ledgers.stream()
                        .map(ledger -> ledger.score(miner.hotkey()))
                        .reduce(Units.ZERO, Units::plus)));
    }

    @Test
    void an_epoch_that_a_rollback_gave_up_scores_nothing_and_does_not_break_the_chain() {
        var scene = EpochScene.of(2, EpochScene.spec(1, 0));
        scene.train();
        scene.run().control().rollback(0);
        write(scene, new NoAudits());

        var ledger = ledgers(scene).getFirst();
        assertThat(ledger.shares().miners()).isEmpty();
        assertThat(ledger.shares().burned()).isEqualTo(Units.WHOLE);
    }

    @Test
    void a_ledger_waits_until_the_audits_of_its_epoch_are_settled_and_those_behind_it_wait_with_it() {
        var scene = EpochScene.of(2, EpochScene.spec(1, 0));
        epochs(scene, 2);
        scene.run().services().objects().delete(List.of(ObjectKeys.ledger(0), ObjectKeys.ledger(1)));
        var audits = new Audits();
        audits.open.add(0);

        write(scene, audits);
        assertThat(texts(scene)).isEmpty();

        audits.open.clear();
        audits.failed.put(hotkey(scene, 0), 1);
        write(scene, audits);
        var ledgers = texts(scene).stream().map(EpochLedger::read).toList();
        assertThat(ledgers).hasSize(2);
        assertThat(ledgers.getFirst().score(hotkey(scene, 0))).isEqualTo(Units.ZERO);
        assertThat(ledgers.getFirst().failures(hotkey(scene, 0))).isEqualTo(1);
    }

    @Test
    void a_ledger_is_written_once() {
        var scene = EpochScene.of(2, EpochScene.spec(1, 0));
        epochs(scene, 1);
        var before = texts(scene);
        var audits = new Audits();
        audits.failed.put(hotkey(scene, 0), 1);

        write(scene, audits);

        assertThat(texts(scene)).isEqualTo(before);
    }

    @Test
    void a_ledger_that_is_damaged_stops_ledgers_and_not_the_run() {
        var scene = EpochScene.of(2, EpochScene.spec(1, 0));
        epochs(scene, 1);
        scene.run().services().objects().write(ObjectKeys.ledger(0), "{}".getBytes(StandardCharsets.UTF_8));

        epochs(scene, 1);

        assertThat(scene.run().status().now().epoch()).isEqualTo(2);
        assertThat(texts(scene)).hasSize(1);
        assertThatThrownBy(() -> write(scene, new NoAudits())).isInstanceOf(IllegalArgumentException.class);
    }

    private static void epochs(EpochScene scene, int count) {
        for (var epoch = 0; epoch < count; epoch++) {
            scene.trainFor(1);
            scene.work(scene.miners());
            scene.publishAndFlip();
            scene.next();
        }
    }

    private static Hotkey hotkey(EpochScene scene, int miner) {
        return scene.miners().stream()
                .map(MergingMiner::miner)
                .map(one -> one.hotkey())
                .toList()
                .get(miner);
    }

    private static void write(EpochScene scene, SettledAudits audits) {
        var services = scene.run().services();
        new EpochLedgers(services, run -> audits)
                .write(Run.of(services.runs().get().orElseThrow(), services));
    }

    private static List<String> texts(EpochScene scene) {
        return books(scene).texts();
    }

    /** All that are written, which must follow from receipts. */
    private static List<EpochLedger> ledgers(EpochScene scene) {
        var texts = texts(scene);
        assertThat(books(scene).check(texts)).isEmpty();
        return texts.stream().map(EpochLedger::read).toList();
    }

    private static ScoreBooks books(EpochScene scene) {
        var services = scene.run().services();
        return new ScoreBooks(services, new Runs(services));
    }

    private static final class Audits implements SettledAudits {
        private final Set<Integer> open = new HashSet<>();
        private final Map<Hotkey, Integer> failed = new HashMap<>();

        @Override
        public boolean isSettled(int epoch) {
            return !open.contains(epoch);
        }

        @Override
        public Map<Hotkey, Integer> failed(int epoch) {
            return Map.copyOf(failed);
        }
    }
}
