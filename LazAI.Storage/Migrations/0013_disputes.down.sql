DROP TABLE offence_index;
DROP TABLE challenge_index;
