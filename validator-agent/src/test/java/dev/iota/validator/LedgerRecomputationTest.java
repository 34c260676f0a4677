package dev.iota.validator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.run.Presets;
import dev.iota.core.run.ScoreSpec;
import dev.iota.core.score.EpochLedger;
import dev.iota.core.score.EpochRecord;
import dev.iota.core.score.LedgerComputation;
import dev.iota.core.score.LedgerFiles;
import dev.iota.core.score.ScoreRules;
import dev.iota.core.score.StageReceipts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("ledger")
class LedgerRecomputationTest {
    private static final Hotkey MINER = Hotkey.of(new byte[32]);

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<EpochLedger> ledgers = new ArrayList<>();

    @BeforeEach
    void a_run_of_two_epochs_lies_in_a_folder() throws IOException {
        var rules = new ScoreRules("a-run", Presets.load("tiny").model(), 16, 2, ScoreSpec.DEFAULT);
        write(LedgerFiles.RULES, rules.write());
        for (var epoch = 0; epoch < 2; epoch++) {
            var record = new EpochRecord("a-run", epoch, Instant.EPOCH.plusSeconds(60L * epoch), List.of());
            var work = new StageReceipts.Work(MINER, List.of(10L * epoch, 10L * epoch + 1));
            var receipts = new StageReceipts("a-run", epoch, 0, List.of(work));
            ledgers.add(new LedgerComputation(rules).next(record, Map.of(0, receipts), ledgers));
            write(LedgerFiles.record(epoch), record.write());
            write(LedgerFiles.receipts(epoch, 0), receipts.write());
            write(LedgerFiles.ledger(epoch), ledgers.get(epoch).write());
        }
    }

    @Test
    void ledgers_that_follow_from_receipts_and_verdicts_are_found_right() {
        assertThat(recompute()).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "ok     epoch 0  " + ledgers.get(0).sha256(),
                        "ok     epoch 1  " + ledgers.get(1).sha256());
    }

    @Test
    void the_first_number_that_differs_is_named_and_ends_the_check() throws IOException {
        var forged = ledgers.getFirst().write().replace("\"backwards\":2", "\"backwards\":3");
        write(LedgerFiles.ledger(0), forged);

        assertThat(recompute()).isEqualTo(1);
        assertThat(out.toString().strip()).isEqualTo("WRONG  ledger 0: stages[0].backwards is 3; it follows 2");
    }

    @Test
    void receipts_that_are_gone_or_another_stages_are_found() throws IOException {
        Files.move(folder.resolve(LedgerFiles.receipts(1, 0)), folder.resolve(LedgerFiles.receipts(1, 1)));

        assertThat(recompute()).isEqualTo(1);
        assertThat(out.toString()).contains("WRONG  the receipts of stage 1 of epoch 1");
    }

    @Test
    void a_ledger_that_is_missing_is_named() throws IOException {
        Files.delete(folder.resolve(LedgerFiles.ledger(0)));

        assertThat(recompute()).isEqualTo(1);
        assertThat(err.toString()).contains("there is no file", "000000.json");
    }

    @Test
    void a_chain_that_ends_elsewhere_than_it_should_is_found() {
        assertThat(recompute("--head", ledgers.get(1).sha256())).isZero();
        assertThat(recompute("--head", ledgers.get(0).sha256())).isEqualTo(1);
        assertThat(out.toString())
                .contains("WRONG  the newest ledger is " + ledgers.get(1).sha256());
    }

    private void write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private int recompute(String... more) {
        var words = new ArrayList<>(List.of("recompute", "--ledger", folder.toString()));
        words.addAll(List.of(more));
        return ValidatorCommand.execute(
                words.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
