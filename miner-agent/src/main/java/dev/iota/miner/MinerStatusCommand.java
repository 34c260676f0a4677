package dev.iota.miner;

import dev.iota.core.base.Json;
import dev.iota.miner.agent.view.HealthText;
import dev.iota.miner.home.HomeView;
import dev.iota.miner.home.MinerHome;
import dev.iota.miner.terminal.ExitStatus;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says how the miners of a home folder are. */
@Command(
        name = "status",
        description = {
            "Say how the miners of this machine are: what they do, what they wait for and why, how fast they are.",
            "Asks the running process, over the loopback address; where none runs, says what is on the disk.",
            "The exit status is 0 if every miner is registered and heard by the orchestrator, else 1."
        })
final class MinerStatusCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "folder of keys, sessions and snapshots (default: ${DEFAULT-VALUE})")
    private Path home = HomeFolder.DEFAULT;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var view = new MinerHome(home.toAbsolutePath()).look();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(view));
        } else {
            print(view);
        }
        return view.isUp() ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private void print(HomeView view) {
        var out = spec.commandLine().getOut();
        out.println(view.summary());
        var text = new HealthText(ZoneId.systemDefault());
        view.running().forEach((name, health) -> text.lines(name, health).forEach(out::println));
        view.stopped().forEach(stopped -> out.println(stopped.text()));
    }
}
