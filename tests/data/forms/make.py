"""Writes the files of this folder: python3 make.py (its standard library alone).

Each has the form of a public file: its delimiter, quotes, header, gaps, spaces and oddities. The numbers are our own."""
import gzip
import json
import random

draw = random.Random(14)
ROWS = 24


def some(*choices):
    return draw.choice(choices)


def real(low, high, digits):
    return "%.*f" % (digits, draw.uniform(low, high))


def write(name, lines, end="\n", encoding="utf-8", last=True):
    text = end.join(lines) + (end if last else "")
    with open(name, "wb") as file:
        file.write(text.encode(encoding))


def rows(make, count=ROWS):
    return [make(n) for n in range(count)]


def adult(n):
    return ", ".join([str(17 + 2 * n), some("Private", "State-gov", "?"), str(draw.randint(20000, 300000)),
                      some("Bachelors", "HS-grad", "11th"), str(draw.randint(5, 14)), some("Male", "Female"),
                      str(40 + n), some("United-States", "Cuba", "?"), "<=50K" if n % 3 else ">50K"])


write("adult.data", rows(adult) + [""])
write("adult.test", ["|1x3 Cross validator"] + [row + "." for row in rows(adult)] + [""])
write("winequality-red.csv", ['"fixed acidity";"volatile acidity";"residual sugar";"pH";"alcohol";"quality"'] +
      rows(lambda n: ";".join([real(4, 12, 1), real(0, 1, 2), real(1, 9, 1), real(3, 4, 2), some("9.4", "10", "11.2"), str(3 + n % 6)])))
write("abalone.data", rows(lambda n: ",".join([some("M", "F", "I"), real(0.2, 0.8, 3), real(0.2, 0.6, 3), real(0.1, 2, 4), str(5 + n % 12)])))
mushroom = lambda n: ",".join(["p" if n % 2 else "e", some(*"xbs"), some(*"ys"), some(*"nwyg"), some(*"tf"), some(*"apl"), "?" if n == 5 else some(*"ce")])
write("agaricus-lepiota.data", rows(mushroom))
write("car.data", rows(lambda n: ",".join([some("vhigh", "high", "med", "low"), some("vhigh", "med", "low"), some("2", "3", "5more"), some("2", "4", "more"), some("low", "high"), "unacc" if n % 4 else "acc"])))
write("haberman.data", rows(lambda n: "%d,%d,%d,%d" % (30 + n, draw.randint(58, 69), draw.randint(0, 20), 1 + n % 2)))
write("iris.data", rows(lambda n: ",".join([real(4, 8, 1), real(2, 4, 1), real(1, 7, 1), real(0, 3, 1), "Iris-" + ("setosa", "versicolor", "virginica")[n % 3]])) + ["", ""], last=False)
write("breast-cancer-wisconsin.data", rows(lambda n: ",".join([str(1000025 + 917 * n)] + [str(draw.randint(1, 10)) for _ in range(5)] + ["?" if n == 7 else str(draw.randint(1, 10)), "2" if n % 3 else "4"])))
write("ionosphere.data", rows(lambda n: ",".join(["1", "0"] + [real(-1, 1, 5) for _ in range(6)] + ["g" if n % 2 else "b"])))
write("auto-mpg.data", rows(lambda n: "%s   %d   %s      %-10s %s\t\"%s\"" % (real(12, 40, 1), some(4, 6, 8), real(80, 400, 1), "?" if n == 4 else real(60, 200, 1), real(10, 20, 1), some("ford pinto", "amc matador", "saab 99le"))))
write("airfoil_self_noise.dat", rows(lambda n: "\t".join([str(some(800, 1000, 1250)), some("0", "1.5"), "0.3048", "71.3", real(0, 0.01, 8), real(110, 130, 3)])))
write("housing.data", rows(lambda n: " %s %6s %6s  %d  %s %s" % (real(0, 1, 5), real(0, 99, 2), real(1, 20, 2), n % 2, real(0.4, 0.9, 4), "%6.2f" % draw.uniform(5, 50))))
write("forestfires.csv", ["X,Y,month,day,FFMC,temp,rain,area"] + rows(lambda n: ",".join([str(draw.randint(1, 9)), str(draw.randint(2, 9)), some("mar", "aug", "sep"), some("fri", "sat"), real(80, 96, 1), real(5, 33, 1), "0", real(0, 9, 2) if n % 2 else "0"])))
write("energy-from-excel.csv", ["X1,X2,X3,Y1,Y2,,"] + rows(lambda n: ",".join([real(0.6, 1, 2), real(500, 800, 2), real(245, 400, 1), real(6, 43, 2), real(10, 48, 2), "", ""])) + [",,,,,,"] * 3, end="\r\n")
write("bank-full.csv", ['"age";"job";"marital";"balance";"month";"pdays";"y"'] + rows(lambda n: '%d;"%s";"%s";%d;"%s";-1;"%s"' % (25 + n, some("admin.", "technician"), some("married", "single"), draw.randint(-300, 3000), some("may", "jun"), "yes" if n % 3 == 0 else "no")))
write("titanic.csv", ["PassengerId,Survived,Pclass,Name,Sex,Age,Fare,Cabin,Embarked"] + rows(lambda n: ",".join([str(n + 1), str(n % 2), str(1 + n % 3), '"Doe, Mr. J%d ""Jo"""' % n, some("male", "female"), "" if n % 5 == 2 else some("22", "38.5", "4"), real(7, 80, 4), "" if n % 3 else "C85", some("S", "C", "Q")])), end="\r\n")
write("house-prices.csv", ["Id,MSSubClass,LotFrontage,Street,Alley,1stFlrSF,SalePrice"] + rows(lambda n: ",".join([str(n + 1), some("20", "60"), "NA" if n == 3 else str(draw.randint(50, 90)), "Pave", "NA", str(draw.randint(700, 1500)), str(100000 + 1500 * n)])))
write("creditcard.csv", ['"Time","V1","V2","Amount","Class"'] + rows(lambda n: ",".join([str(n // 2), repr(draw.gauss(0, 1)), repr(draw.gauss(0, 1)), real(0, 200, 2), '"%d"' % (n % 8 == 0)])))
write("telco-churn.csv", ["customerID,gender,SeniorCitizen,tenure,MonthlyCharges,TotalCharges,Churn"] + rows(lambda n: ",".join(["%04d-ABCDE" % (7590 + n), some("Male", "Female"), "0", str(n), real(20, 100, 2), " " if n == 0 else real(20, 2000, 2), some("Yes", "No")])))
write("german.data", rows(lambda n: " ".join([some("A11", "A12"), str(6 + n), some("A34", "A32"), str(draw.randint(1000, 6000)), some("A65", "A61"), str(1 + n % 2)])))
write("german.data-numeric", rows(lambda n: "".join("%4d" % value for value in [1 + n % 4, 6 + n, 4, draw.randint(1, 90), 1 + n % 2]) + " "))
write("seeds_dataset.txt", rows(lambda n: real(10, 21, 2) + "\t" + real(12, 17, 2) + ("\t\t" if n % 6 == 4 else "\t") + real(0.8, 0.9, 4) + "\t" + str(1 + n % 3)))
write("glass.data", rows(lambda n: ",".join([str(n + 1), real(1.5, 1.53, 5), real(10, 15, 2), real(0, 4, 2), "0.00", str(1 + n % 3)])))
write("pima-indians-diabetes.data", rows(lambda n: ",".join([str(draw.randint(0, 9)), str(draw.randint(80, 190)), str(draw.randint(50, 90)), real(18, 45, 1), real(0, 1, 3), str(n % 2)])))
write("diabetes.csv", ["Pregnancies,Glucose,BloodPressure,BMI,Outcome"] + rows(lambda n: ",".join([str(draw.randint(0, 9)), str(draw.randint(80, 190)), str(draw.randint(50, 90)), real(18, 45, 1), str(n % 2)])))
write("AirQualityUCI.csv", ["Date;Time;CO(GT);PT08.S1(CO);T;RH;;"] + rows(lambda n: ";".join(["10/03/2004", "%02d.00.00" % n, some("2,6", "2", "-200"), str(draw.randint(900, 1400)), "%d,%d" % (draw.randint(5, 25), draw.randint(0, 9)), "%d,%d" % (draw.randint(20, 70), draw.randint(0, 9)), "", ""])) + [";;;;;;;"] * 4, end="\r\n")
write("tic-tac-toe.data", rows(lambda n: ",".join([some(*"xob") for _ in range(9)] + ["positive" if n % 3 else "negative"])))
write("letter-recognition.data", rows(lambda n: ",".join([some(*"TIDNG")] + [str(draw.randint(0, 15)) for _ in range(6)])))
write("sonar.all-data", rows(lambda n: ",".join([real(0, 1, 4) for _ in range(8)] + ["R" if n % 2 else "M"])))
write("spambase.data", rows(lambda n: ",".join([some("0", "0.64", "1.2"), real(0, 5, 3), str(draw.randint(1, 400)), str(n % 2)])))
write("yacht_hydrodynamics.data", rows(lambda n: "%s %s %s %s %s " % (some("-2.3", "-5.0"), real(0.5, 0.6, 3), real(4, 5.5, 2), real(2.8, 5.4, 2), real(0, 60, 2))) + [""])
write("penguins.csv", ["species,island,bill_length_mm,body_mass_g,sex"] + rows(lambda n: ",".join([("Adelie", "Gentoo", "Chinstrap")[n % 3], some("Dream", "Biscoe"), "NA" if n == 3 else real(32, 60, 1), "NA" if n == 3 else str(draw.randint(2700, 6300)), "NA" if n in (3, 8) else some("male", "female")])))
cars = ["Mazda RX4", "Datsun 710", "Valiant", "Duster 360", "Merc 240D", "Fiat 128", "Toyota Corolla", "Camaro Z28"]
write("mtcars-from-r.txt", ['"mpg" "cyl" "hp" "am"'] + ['"%s" %s %d %d %d' % (name, real(14, 33, 1), some(4, 6, 8), draw.randint(60, 250), n % 2) for n, name in enumerate(cars)])
write("from-pandas.csv", [",length,width,species"] + rows(lambda n: "%d,%s,%s,%s" % (n, real(1, 7, 1), real(0, 3, 1), some("a", "b"))))
write("from-savetxt.txt", ["# x0 x1 y"] + rows(lambda n: "%.18e %.18e %.18e" % (draw.gauss(0, 1), draw.gauss(0, 1), n % 2)))
write("from-german-excel.csv", ["Größe;Gewicht;Klasse"] + rows(lambda n: "1,%d;%d.%03d,5;%s" % (draw.randint(50, 99), draw.randint(1, 9), draw.randint(0, 999), some("ja", "nein"))), end="\r\n", encoding="windows-1252")
write("unicode-text-from-excel.txt", ["\ufefflänge\tbreite\tart"] + rows(lambda n: "%s\t%s\t%s" % (real(1, 7, 1), real(0, 3, 1), some("groß", "klein"))), end="\r\n", encoding="utf-16-le")
write("with-title.csv", ["Sales by region", "as of 2020", "", "region,units,price,returned"] + rows(lambda n: "%s,%d,%s,%s" % (some("north", "south"), draw.randint(1, 90), real(1, 30, 2), some("yes", "no"))))
write("sep.csv", ["sep=;", "a;b;label"] + rows(lambda n: "%s;%s;%d" % (real(0, 1, 3), real(0, 1, 3), n % 2)), end="\r\n")
write("names-with-commas.tsv", ["height, cm\tweight, kg\tsex"] + rows(lambda n: "%d\t%d\t%s" % (draw.randint(150, 199), draw.randint(45, 110), some("f", "m"))))
with gzip.GzipFile("covtype.data.gz", "wb", mtime=0) as file:
    file.write("".join(",".join(str(draw.randint(0, 400)) for _ in range(6)) + ",%d\n" % (1 + n % 7) for n in range(ROWS)).encode())
write("reviews.jsonl", rows(lambda n: json.dumps({"stars": 1 + n % 5, "words": draw.randint(5, 300), "verified": n % 2 == 0, "kind": some("book", "film")})))
with open("records.json", "w") as file:
    json.dump([{"a": draw.random(), "b": draw.randint(0, 9), "label": "yes" if n % 2 else "no"} for n in range(ROWS)], file, indent=1)
    file.write("\n")
