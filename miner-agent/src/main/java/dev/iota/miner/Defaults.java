package dev.iota.miner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Values of options that the command line does not give: {@code --snapshot-every} is the variable
 * {@code IOTA_SNAPSHOT_EVERY} or, where that is not set either, {@code snapshot-every} in the file that
 * {@code --config} or {@code IOTA_CONFIG} names.
 */
final class Defaults implements IDefaultValueProvider {
    private static final String CONFIG = "--config";
    private static final String PREFIX = "IOTA_";

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private Defaults(Map<String, String> environment, Map<String, String> file) {
        this.environment = environment;
        this.file = file;
    }

    /** @throws ParameterException if the file cannot be read, or names an option that no subcommand has */
    static Defaults of(String[] args, Map<String, String> environment, CommandLine line) {
        var path = fileOf(args).or(() -> Optional.ofNullable(environment.get(PREFIX + "CONFIG")));
        if (path.isEmpty()) {
            return new Defaults(environment, Map.of());
        }
        var values = read(Path.of(path.get()), line);
        var known = options(line);
        for (var key : values.keySet()) {
            if (!known.contains(key)) {
                throw new ParameterException(
                        line, "the file %s sets '%s', which is no option of any command".formatted(path.get(), key));
            }
        }
        return new Defaults(environment, values);
    }

    /** The file is needed before the command line is read. */
    private static Optional<String> fileOf(String[] args) {
        for (var i = 0; i < args.length; i++) {
            if (args[i].startsWith(CONFIG + "=")) {
                return Optional.of(args[i].substring(CONFIG.length() + 1));
            }
            if (args[i].equals(CONFIG) && i + 1 < args.length) {
                return Optional.of(args[i + 1]);
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> read(Path path, CommandLine line) {
        var values = new TreeMap<String, String>();
        try {
            var text = Files.readString(path);
            if (path.toString().endsWith(".properties")) {
                var properties = new Properties();
                properties.load(new StringReader(text));
                properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
                return values;
            }
            var tree = Json.readYaml(text, JsonNode.class);
            if (!tree.isObject()) {
                throw new MalformedException("wanted lines of the form 'option: value'");
            }
            for (var field : tree.properties()) {
                if (!field.getValue().isValueNode()) {
                    throw new MalformedException("'%s' has no simple value".formatted(field.getKey()));
                }
                values.put(field.getKey(), field.getValue().asText());
            }
            return values;
        } catch (IOException | IllegalArgumentException e) {
            var why = e instanceof IOException file ? FileReason.of(file) : e.getMessage();
            throw new ParameterException(line, "cannot read the configuration %s: %s".formatted(path, why));
        }
    }

    private static Set<String> options(CommandLine root) {
        var names = new HashSet<String>();
        var commands = new ArrayDeque<CommandLine>();
        commands.add(root);
        while (!commands.isEmpty()) {
            var command = commands.remove();
            command.getCommandSpec().options().forEach(option -> names.add(name(option)));
            commands.addAll(command.getSubcommands().values());
        }
        return names;
    }

    private static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        var name = name(option);
        var variable = environment.get(PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_'));
        return variable != null ? variable : file.get(name);
    }
}
