package dev.iota.local.runner.command;

import dev.iota.cloud.reader.RunReader;
import java.io.PrintWriter;

/** A command that needs nothing but what anybody may see of a run: by its API, or by its tables. */
abstract class LookCommand extends OperatorCommand {
    @Override
    protected abstract void look(RunReader reader, PrintWriter out);

    @Override
    protected final void act(OpenRun open, PrintWriter out) {
        look(open.reader(), out);
    }
}
