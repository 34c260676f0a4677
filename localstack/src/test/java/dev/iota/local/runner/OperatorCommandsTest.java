package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.local.runner.folder.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator does with a run that is over: by its folder, and by its name and the environment, as with one in
 * AWS.
 */
@Tag("e2e")
class OperatorCommandsTest {
    @TempDir
    private Path folder;

    private Map<String, String> environment = Map.of();

    @Test
    void every_command_reaches_a_run_by_its_folder_and_by_its_name() throws Exception {
        var run = folder.resolve("run");
        try (var started = Started.train(folder, run, "--steps", "4", "--epochs", "2")) {
            var trained = started.awaitEnd();
            assertThat(trained.status()).as(trained.output()).isZero();
        }
        var name = RunFolder.record(run).spec().run();
        var miner = Started.read(
                run, operator -> operator.minerAdmin().miners().getFirst().hotkey());

        lists("--run", run.toString());
        scores(miner, "--run", run.toString());
        says(2, "mutually exclusive", "miners", "--run", run.toString(), "--deployed", name);
        Started.read(run, operator -> {
            environment = Started.environment(run);
            lists("--deployed", name);
            scores(miner, "--deployed", name);
            evicts(miner, "--deployed", name);
            says(1, "iota: the run nobody cannot be reached", "miners", "--deployed", "nobody");
            says(1, "iota: run name 'No_Name'", "miners", "--deployed", "No_Name");
            says(0, "epoch 3 starts from what epoch 1 started from", "rollback", "1", "--deployed", name);
            return operator;
        });
    }

    private void lists(String... which) throws Exception {
        says(0, "policy {", with(which, "miners"));
        says(0, "stage 2", with(which, "miners"));
        says(0, "starts from", with(which, "epochs"));
        says(0, "suspected of raising the loss", with(which, "audits"));
        says(0, "nothing was refused", with(which, "quarantine"));
    }

    private void scores(Hotkey miner, String... which) throws Exception {
        says(0, "2 ledgers follow from receipts and verdicts, to the byte", with(which, "scores"));
        says(0, "\"epoch\":1", with(which, "scores", "--json"));
        says(0, "accepted backwards", with(which, "explain", miner.address()));
        says(0, "in epoch 0", with(which, "explain", miner.address(), "--epoch", "0"));
        says(1, "epoch 2 has no ledger", with(which, "explain", miner.address(), "--epoch", "2"));
        var file = folder.resolve("weights.json").toString();
        says(0, "3 weights", with(which, "export-weights", "--file", file, "--owner", miner.address()));
    }

    private void evicts(Hotkey miner, String... which) throws Exception {
        says(0, miner + "  stage", with(which, "miners", "--evict", miner.address(), "--reason", "hoards"));
        says(0, "hoards", with(which, "miners"));
        says(1, "has no place", with(which, "miners", "--evict", miner.address()));
        says(0, "stage", with(which, "miners", "--reinstate", miner.address()));
        var nobody = KeyPair.generate(new Random(1)).hotkey().address();
        says(1, "never registered with the run", with(which, "miners", "--reinstate", nobody));
        says(1, "iota: '5Nobody' is no SS58 address", with(which, "miners", "--evict", "5Nobody"));
    }

    private static String[] with(String[] which, String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of(which));
        return all.toArray(String[]::new);
    }

    private void says(int status, String what, String... command) throws Exception {
        var ended = Started.run(folder, List.of(command), environment);
        assertThat(ended.output()).as("%s", List.of(command)).contains(what);
        assertThat(ended.status()).as(ended.output()).isEqualTo(status);
    }
}
