package dev.iota.core;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.iota.core.admission.Address;
import dev.iota.core.base.FileReason;
import dev.iota.core.base.LayeredYaml;
import dev.iota.rules.PackageRules;
import dev.iota.rules.SurroundingRules;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Decisions know their arguments and nothing else. */
@AnalyzeClasses(packages = "dev.iota.core", importOptions = DoNotIncludeTests.class)
final class CoreArchitectureTest {
    private CoreArchitectureTest() {}

    @ArchTest
    static final ArchTests PACKAGES = ArchTests.in(PackageRules.class);

    @ArchTest
    static final ArchTests SURROUNDINGS = ArchTests.in(SurroundingRules.class);

    @ArchTest
    static final ArchRule the_domain_knows_nothing_but_itself_and_its_formats = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.iota.core..",
                    "java..",
                    "javax.crypto..",
                    "com.fasterxml.jackson..",
                    "cafe.cryptography..",
                    "org.bouncycastle..",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule decisions_read_no_clock = noClasses()
            .should()
            .dependOnClassesThat(are(belongToAnyOf(Clock.class, InstantSource.class, Date.class)))
            .orShould()
            .callMethodWhere(target(name("now")).and(target(owner(resideInAnyPackage("java.time..")))))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .because("time is a parameter of every decision: the simulator has another clock");

    @ArchTest
    static final ArchRule decisions_draw_from_the_random_source_they_are_given = noClasses()
            .should()
            .dependOnClassesThat(are(belongToAnyOf(
                    Random.class,
                    SecureRandom.class,
                    SplittableRandom.class,
                    ThreadLocalRandom.class,
                    RandomGeneratorFactory.class)))
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(RandomGenerator.class, "getDefault")
            .orShould()
            .callMethod(RandomGenerator.class, "of", String.class)
            .because("the random source is a parameter: the simulator seeds it");

    @ArchTest
    static final ArchRule decisions_read_and_write_no_files = noClasses()
            .that()
            .doNotBelongToAnyOf(LayeredYaml.class, FileReason.class)
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.nio.channels..")
                    .or(nameMatching("java\\.io\\.(File.*|RandomAccessFile|Console)")))
            .because("handlers load and store. A preset may be the path of a file, which LayeredYaml reads, and why one"
                    + " cannot be read is put into words; streams are given by the caller");

    @ArchTest
    static final ArchRule decisions_reach_no_network = noClasses()
            .that()
            .doNotBelongToAnyOf(Address.class)
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.net..", "javax.net..", "java.rmi..", "javax.naming.."))
            .because("handlers send and receive. An address is read from its text, which asks no name server");

    @ArchTest
    static final ArchRule an_address_is_read_and_not_looked_up = noClasses()
            .should()
            .callMethodWhere(target(owner(are(assignableTo(InetAddress.class))))
                    .and(target(nameMatching("getBy.*|getAll.*|getLocalHost|isReachable|get(Canonical)?HostName"))));

    @ArchTest
    static final ArchRule decisions_depend_on_no_process_and_no_settings_of_the_machine = noClasses()
            .should()
            .callMethodWhere(
                    target(owner(type(System.class))).and(target(nameMatching("getenv|getProperty|getProperties"))))
            .orShould()
            .dependOnClassesThat(are(belongToAnyOf(Process.class, ProcessBuilder.class, Runtime.class, Thread.class)))
            .because("the same arguments give the same decision on every machine");
}
