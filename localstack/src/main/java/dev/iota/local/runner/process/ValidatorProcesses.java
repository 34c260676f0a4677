package dev.iota.local.runner.process;

import dev.iota.core.identity.Hotkey;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The validator processes of a run, which compute samples of its miners' work again.
 *
 * @param names of the processes
 */
public record ValidatorProcesses(List<String> names) {
    /** They work while miners wait for each other, and do not take their cores. */
    private static final String THREADS = "1";

    public ValidatorProcesses {
        names = List.copyOf(names);
    }

    /**
     * Makes the keys that are not there yet.
     *
     * @param stop ends the waiting early
     * @return whom the owner of the run has to list
     */
    public static List<Hotkey> hotkeys(RunFolder folder, RunFile run, MinerTools tools, CountDownLatch stop)
            throws InterruptedException {
        var hotkeys = new ArrayList<Hotkey>();
        for (var validator = 0; validator < run.validators(); validator++) {
            tools.validatorKey(folder, validator, stop);
            hotkeys.add(folder.validatorHotkey(validator).orElseThrow());
        }
        return hotkeys;
    }

    /**
     * Starts them. They are listed by then.
     *
     * @param orchestrator its API
     */
    public static ValidatorProcesses start(
            Supervisor supervisor, JavaCommands java, RunFolder folder, URI orchestrator, RunFile run) {
        var names = new ArrayList<String>();
        for (var validator = 0; validator < run.validators(); validator++) {
            var name = "validator-" + validator;
            var arguments = List.of(
                    "run",
                    "--orchestrator",
                    orchestrator.toString(),
                    "--run",
                    run.spec().run(),
                    "--home",
                    folder.validator(validator).toString(),
                    "--threads",
                    THREADS);
            supervisor.startHelper(new Launch(name, java.validator(arguments), Map.of(), folder.log(name)));
            names.add(name);
        }
        return new ValidatorProcesses(names);
    }
}
