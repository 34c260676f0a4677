package dev.iota.validator.calibrate;

import dev.iota.core.wire.GradientProbe;
import dev.iota.model.audit.HopInputs;
import dev.iota.model.audit.HopResults;
import dev.iota.model.engine.StageInput;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A hop on its way from the process that made it to those that compute it again. */
record HopFile(HopInputs inputs, HopResults results) {
    void write(Path file) throws IOException {
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            switch (inputs.input()) {
                case StageInput.Tokens tokens -> {
                    out.writeBoolean(true);
                    write(out, tokens);
                }
                case StageInput.Activations activations -> {
                    out.writeBoolean(false);
                    out.writeInt(activations.rows());
                    write(out, Optional.of(activations.payload()));
                }
            }
            out.writeBoolean(inputs.targets().isPresent());
            if (inputs.targets().isPresent()) {
                write(out, inputs.targets().get());
            }
            write(out, inputs.outputGradient());
            out.writeLong(inputs.probe());
            write(out, results.output());
            write(out, results.inputGradient());
            write(out, results.probe().norms());
            write(out, results.probe().values());
            write(out, results.loss().stream().toList());
        }
    }

    static HopFile read(Path file) throws IOException {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            StageInput input = in.readBoolean()
                    ? tokens(in)
                    : new StageInput.Activations(in.readInt(), bytes(in).orElseThrow());
            var targets = in.readBoolean() ? Optional.of(tokens(in)) : Optional.<StageInput.Tokens>empty();
            var inputs = new HopInputs(input, targets, bytes(in), in.readLong());
            return new HopFile(
                    inputs,
                    new HopResults(
                            bytes(in),
                            bytes(in),
                            new GradientProbe(floats(in), floats(in)),
                            floats(in).stream().findFirst()));
        }
    }

    private static void write(DataOutputStream out, StageInput.Tokens tokens) throws IOException {
        out.writeInt(tokens.rows());
        out.writeInt(tokens.ids().length);
        for (var id : tokens.ids()) {
            out.writeInt(id);
        }
    }

    private static StageInput.Tokens tokens(DataInputStream in) throws IOException {
        var rows = in.readInt();
        var ids = new int[in.readInt()];
        for (var i = 0; i < ids.length; i++) {
            ids[i] = in.readInt();
        }
        return new StageInput.Tokens(rows, ids);
    }

    private static void write(DataOutputStream out, Optional<byte[]> bytes) throws IOException {
        out.writeInt(bytes.map(all -> all.length).orElse(-1));
        if (bytes.isPresent()) {
            out.write(bytes.get());
        }
    }

    private static Optional<byte[]> bytes(DataInputStream in) throws IOException {
        var length = in.readInt();
        return length < 0 ? Optional.empty() : Optional.of(in.readNBytes(length));
    }

    private static void write(DataOutputStream out, List<Float> values) throws IOException {
        out.writeInt(values.size());
        for (var value : values) {
            out.writeFloat(value);
        }
    }

    private static List<Float> floats(DataInputStream in) throws IOException {
        var count = in.readInt();
        var values = new ArrayList<Float>(count);
        for (var i = 0; i < count; i++) {
            values.add(in.readFloat());
        }
        return values;
    }
}
