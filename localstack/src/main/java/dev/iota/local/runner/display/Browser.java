package dev.iota.local.runner.display;

import dev.iota.core.base.FileReason;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The browser of the person at this machine, which a program of the desktop opens. */
public final class Browser {
    /** Of Linux, and of macOS. */
    private static final List<String> OPENERS = List.of("xdg-open", "open");

    /** Without a screen the program would look for a browser within the terminal. */
    private static final List<String> SCREENS = List.of("DISPLAY", "WAYLAND_DISPLAY");

    private final Map<String, String> environment;
    private final boolean desktop;

    /** @param desktop whether this machine always has a screen */
    Browser(Map<String, String> environment, boolean desktop) {
        this.environment = environment;
        this.desktop = desktop;
    }

    public static Browser ofThisMachine() {
        return new Browser(System.getenv(), System.getProperty("os.name", "").startsWith("Mac"));
    }

    /**
     * Says where a person sees a run, and opens it there.
     *
     * @param wanted whether it is to be opened
     */
    public void show(URI api, boolean wanted, Consumer<String> say) {
        var page = api.resolve("/");
        say.accept("dashboard: " + page);
        if (wanted) {
            open(page).ifPresent(say);
        }
    }

    /**
     * Opens an address, and waits for nothing.
     *
     * @return a sentence that says why it was not opened, if it was not
     */
    public Optional<String> open(URI address) {
        if (!desktop && SCREENS.stream().allMatch(name -> value(name).isEmpty())) {
            return Optional.of("no browser is opened: this machine has no screen; open the address yourself");
        }
        var program = Stream.of(value("PATH").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> OPENERS.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) {
            return Optional.of("no browser is opened: neither %s is installed; open the address yourself"
                    .formatted(String.join(" nor ", OPENERS)));
        }
        try {
            new ProcessBuilder(program.get().toString(), address.toString())
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("no browser is opened: %s does not start (%s); open the address yourself"
                    .formatted(program.get(), FileReason.of(e)));
        }
    }

    private String value(String variable) {
        return environment.getOrDefault(variable, "");
    }
}
