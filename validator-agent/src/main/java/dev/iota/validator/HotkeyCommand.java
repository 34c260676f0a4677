package dev.iota.validator;

import dev.iota.agent.home.KeyFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the hotkey that the owner of a run has to list; makes a key if there is none. */
@Command(
        name = "hotkey",
        description =
                "Print this validator's hotkey, which the owner of a run has to list; make a key if there is none.",
        versionProvider = ValidatorVersion.class,
        mixinStandardHelpOptions = true)
final class HotkeyCommand implements Callable<Integer> {
    static final Path HOME = Path.of(System.getProperty("user.home"), ".iota-validator");

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--home", paramLabel = "DIR", description = "folder of the key (default: ${DEFAULT-VALUE})")
    private Path home = HOME;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println(KeyFile.loadOrCreate(home.toAbsolutePath(), new SecureRandom())
                .hotkey()
                .address());
        return CommandLine.ExitCode.OK;
    }
}
