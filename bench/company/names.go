package company

import "strings"

const engineering = "Engineering"

// department is a part of the company with its share of the people, in percent.
type department struct {
	name          string
	share         int
	teams, titles []string
}

func departments() []department {
	return []department{
		{engineering, 35, []string{"Payments", "Platform", "Mobile", "Data", "Web", "Search"}, []string{
			"Senior Backend Developer", "Backend Developer", "Frontend Developer", "Mobile Developer", "Data Engineer",
			"Platform Engineer", "QA Analyst", "Engineering Manager",
		}},
		{"Product", 8, []string{"Discovery", "Growth", "Core"}, []string{"Product Manager", "Product Analyst", "Head of Product"}},
		{"Design", 6, []string{"Brand", "Product Design"}, []string{"Product Designer", "Brand Designer", "UX Researcher"}},
		{"Sales", 14, []string{"Iberia", "Latam", "DACH", "Partners"}, []string{
			"Account Executive", "Sales Manager", "Sales Development Representative",
		}},
		{"Marketing", 8, []string{"Content", "Performance", "Events"}, []string{
			"Content Editor", "Marketing Manager", "Campaign Specialist",
		}},
		{"Support", 12, []string{"Tier 1", "Tier 2", "Success"}, []string{
			"Support Agent", "Support Engineer", "Customer Success Manager",
		}},
		{"Finance", 6, []string{"Accounting", "Treasury"}, []string{"Accountant", "Controller", "Head of Treasury"}},
		{"People", 4, []string{"Talent", "Operations"}, []string{"Recruiter", "People Partner"}},
		{"Legal", 2, []string{"Contracts", "Compliance"}, []string{"Counsel", "Compliance Officer"}},
		{"Operations", 5, []string{"IT", "Facilities", "Procurement"}, []string{
			"Systems Administrator", "Office Manager", "Buyer",
		}},
	}
}

func kinds() []string { return []string{"employee", "contractor", "temp", "intern"} }

func kindShares() []int { return []int{80, 14, 4, 2} }

func locations() []string {
	return []string{"Madrid", "Lima", "Berlin", "Remote", "Bogotá", "Valencia", "Porto", "Guadalajara"}
}

func locationShares() []int { return []int{30, 16, 12, 18, 8, 8, 4, 4} }

func projects() []string {
	return []string{
		"payments", "atlas", "orion", "mercury", "condor", "delta", "lince", "nautilus", "pampa", "quetzal", "sierra", "tango",
	}
}

func firstNames() []string {
	return strings.Fields(`Ana Luis María José Lucía Carlos Sofía Javier Elena Miguel Laura Pablo Marta Andrés Carmen Diego
		Paula Sergio Inés Raúl Nuria Óscar Sara Iván Clara Hugo Julia Bruno Alba Mario Noa Adrián Irene Daniel Eva Tomás
		Rosa Víctor Silvia Jorge Anna Lukas Jürgen Katrin Björn Zoë Chloé François Émile Siân Aoife Łukasz Wojciech Małgorzata
		Søren Åsa Ægir İpek Çağla Gonçalo João Beatriz Tiago Olga Dmitri Yuki Wei Priya Arjun Fatima Omar Leila Kwame Ngozi`)
}

func lastNames() []string {
	return strings.Fields(`García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández
		Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco
		Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido Cortés Castillo
		Santos Lozano Guerrero Cano Prieto Méndez Cruz Calvo Gallego Vidal León Márquez Herrera Peña Flores Cabrera Campos
		Vega Fuentes Carrasco Díez Caballero Reyes Nieto Aguilar Pascual Santana Herrero Lorenzo Montero Hidalgo Giménez
		Ibáñez Ferrer Durán Santiago Benítez Mora Vicente Vargas Arias Carmona Crespo Müller Schäfer Weiß Novák Kowalski
		Nowak Øster Sørensen O'Neill Sharma Tanaka Zhang Okafor`)
}

// asciiName writes a name as it stands in an address.
func asciiName(name string) string {
	return strings.ToLower(strings.NewReplacer(
		"á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n", "ç", "c", "Ó", "o", "Á", "a", "ã", "a",
		"ö", "o", "ä", "a", "ø", "o", "Ø", "o", "Å", "a", "Æ", "ae", "Ł", "l", "ł", "l", "ß", "ss", "ë", "e", "â", "a",
		"É", "e", "İ", "i", "Ç", "c", "ğ", "g", "'", "",
	).Replace(name))
}
