"""Who can do what, when and from where: skills, certificates, areas, shifts, leave."""
