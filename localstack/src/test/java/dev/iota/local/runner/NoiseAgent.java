package dev.iota.local.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Makes a bad miner of the first miner process that passes an activation on: it adds noise, as large as what it
 * computed, to every activation that it stores from then on. It sits in the process of that miner as a Java agent, so
 * that the miner's program is the one that everybody runs.
 */
public final class NoiseAgent {
    private static final String ENGINE = "dev/iota/model/engine/StageEngine";
    private static final MethodTypeDesc NOISY =
            MethodTypeDesc.of(ConstantDescs.CD_byte.arrayType(), ConstantDescs.CD_byte.arrayType());

    private static final Random RANDOM = new Random(1);

    private static Path marker = Path.of("");
    private static Optional<Boolean> bad = Optional.empty();

    private NoiseAgent() {}

    /**
     * Makes a jar that a JVM can be told to begin with.
     *
     * @return the option that tells it
     */
    static String option(Path folder) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", NoiseAgent.class.getName());
        var jar = folder.resolve("noise.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (var type : List.of(NoiseAgent.class, AddsNoise.class)) {
                var file = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(file));
                try (var in = Objects.requireNonNull(type.getClassLoader()).getResourceAsStream(file)) {
                    Objects.requireNonNull(in, file).transferTo(out);
                }
            }
        }
        return "-javaagent:%s=%s".formatted(jar, marker(folder));
    }

    /** Of the bad miner: its command line. */
    static Path marker(Path folder) {
        return folder.resolve("bad-miner");
    }

    public static void premain(String path, Instrumentation instrumentation) {
        marker = Path.of(path);
        instrumentation.addTransformer(new AddsNoise());
    }

    private static final class AddsNoise implements ClassFileTransformer {
        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] bytes) {
            return ENGINE.equals(name) ? transformed(bytes) : null;
        }

        private static byte[] transformed(byte[] bytes) {
            var file = ClassFile.of();
            CodeTransform noisy = (builder, element) -> {
                if (element instanceof ReturnInstruction) {
                    builder.invokestatic(ClassDesc.of(NoiseAgent.class.getName()), "noisy", NOISY);
                }
                builder.with(element);
            };
            return file.transformClass(file.parse(bytes), (builder, element) -> {
                if (element instanceof MethodModel method && method.methodName().equalsString("forward")) {
                    builder.transformMethod(method, MethodTransform.transformingCode(noisy));
                } else {
                    builder.with(element);
                }
            });
        }
    }

    /** What the engine calls with the activation, float32, before it hands it on. */
    public static synchronized byte[] noisy(byte[] activation) {
        if (bad.isEmpty()) {
            bad = Optional.of(isFirst());
        }
        if (!bad.get()) {
            return activation;
        }
        var floats = ByteBuffer.wrap(activation).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var square = 0.0;
        for (var i = 0; i < floats.limit(); i++) {
            square += (double) floats.get(i) * floats.get(i);
        }
        var rms = Math.sqrt(square / floats.limit());
        for (var i = 0; i < floats.limit(); i++) {
            floats.put(i, (float) (floats.get(i) + rms * RANDOM.nextGaussian()));
        }
        return activation;
    }

    private static boolean isFirst() {
        try {
            Files.createFile(marker);
            Files.writeString(marker, String.valueOf(System.getProperty("sun.java.command")));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
